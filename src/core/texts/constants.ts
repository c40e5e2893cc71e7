import type { Place } from './place.ts'
import { TextLines } from './text-lines.ts'

const declaration =
  /\bconst\s+([\w$]+)\s*(?::[^=;\n]+)?=\s*(true|false|null|undefined|\d[\d_.]*|(['"`])[^'"`\n]*\3)\s*(?:as\s+const\s*)?(?=[;\n,]|$)/g
const condition = /^(!*)\(?\s*([\w$]+)\s*\)?\s*(\?\?|\?|&&|\|\|)/
const literal = /^(?:true|false|null|undefined|\d+)$/
const isNullish = /^(?:null|undefined)$/
const isFalse = /^(?:false|null|undefined|0(?:\.0*)?|(['"`])\1)$/
/** How many characters of an expression are read: its test is one short name. */
const longestTest = 200

/** Whether the first arm of `a ? b : c`, or the right operand, runs for the test at a place; `undefined` if the test is no constant with a literal value. */
export type TestReader = (place: Place) => boolean | undefined

/** Reads the constants of a source, for the tests in it. */
export function createTestReader(content: string): TestReader {
  const values = readConstants(content)
  const lines = new TextLines(content)
  return place => {
    const offset = lines.offsetOf(place) ?? content.length
    const [, negations, name, operator] = condition.exec(content.slice(offset, offset + longestTest)) ?? []
    if (name === undefined) return undefined
    const value = values.get(name) ?? (literal.test(name) ? name : undefined)
    if (value === undefined) return undefined
    if (operator === '??') return isNullish.test(value)
    const isTrue = !isFalse.test(value) === (negations!.length % 2 === 0)
    return operator === '||' ? !isTrue : isTrue
  }
}

/** The literals of all `const`s by name; `undefined` for a name that has several. */
function readConstants(content: string): Map<string, string | undefined> {
  const values = new Map<string, string | undefined>()
  for (const [, name, value] of content.matchAll(declaration))
    values.set(name!, values.has(name!) && values.get(name!) !== value ? undefined : value)
  return values
}
