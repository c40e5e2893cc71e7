import { columnOf, lineOf, type Place } from './place.ts'
import { TextLines } from './text-lines.ts'

const declaration =
  /\bconst\s+([\w$]+)\s*(?::[^=;\n]+)?=\s*(true|false|null|undefined|\d[\d_.]*|(['"`])[^'"`\n]*\3)\s*(?:as\s+const\s*)?(?=[;\n,]|$)/g
const condition = /^(!*)\(?\s*([\w$]+)\s*\)?\s*\?/
const isFalse = /^(?:false|null|undefined|0(?:\.0*)?|(['"`])\1)$/

/** The constants of a source that have a literal value. */
export class Constants {
  readonly #content: string
  #values: Map<string, string | undefined> | undefined
  #lines: TextLines | undefined

  constructor(content: string) {
    this.#content = content
  }

  /** Whether the test of the conditional expression at a place is true; `undefined` if it is no such constant. */
  isTrue(place: Place): boolean | undefined {
    const match = condition.exec(this.#textAt(place))
    const value = match && (this.#find(match[2]!) ?? literalOf(match[2]!))
    if (value == null) return undefined
    return !isFalse.test(value) === (match![1]!.length % 2 === 0)
  }

  #find(name: string): string | undefined {
    this.#values ??= readConstants(this.#content)
    return this.#values.get(name)
  }

  #textAt(place: Place): string {
    this.#lines ??= new TextLines(this.#content)
    const offset = this.#lines.offsetAt(lineOf(place) - 1, columnOf(place)) ?? this.#content.length
    return this.#content.slice(offset, offset + 200)
  }
}

/** The literals of all `const`s by name; `undefined` for a name that has several. */
function readConstants(content: string): Map<string, string | undefined> {
  const values = new Map<string, string | undefined>()
  for (const [, name, value] of content.matchAll(declaration))
    values.set(name!, values.has(name!) && values.get(name!) !== value ? undefined : value)
  return values
}

function literalOf(word: string): string | undefined {
  return /^(?:true|false|null|undefined|\d+)$/.test(word) ? word : undefined
}
