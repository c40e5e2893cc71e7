import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasCounts, readLength, splitScripts } from '../../bootstrap/counting/taken-script.ts'
import type { ScriptCoverage } from '../../src/contract/data-file.ts'

/** Texts with what could be taken for the end of a string or the begin of a script. */
const text = fc
  .array(fc.constantFrom('"', '\\', '{"scriptId":"7","url":"', '"}]}', 'é', '\u2028', 'a', ',', ']}'), {
    maxLength: 5,
  })
  .map(parts => parts.join(''))

const scripts = fc.array(
  fc.record({
    scriptId: fc.nat(999).map(String),
    url: fc.tuple(fc.constantFrom('file:///', 'node:'), text).map(parts => parts.join('')),
    functions: fc.array(
      fc.record({
        functionName: text,
        ranges: fc.array(fc.record({ startOffset: fc.nat(9), endOffset: fc.nat(99), count: fc.nat(2) }), {
          minLength: 1,
          maxLength: 3,
        }),
        isBlockCoverage: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 4 },
)

const isWanted = (url: string) => url.startsWith('file:')

/** As V8 answers; Node 20 to 26 tell the time after the scripts. */
function answer(result: ScriptCoverage[]): string {
  return JSON.stringify({ id: 1, result: { result, timestamp: 5.25 } })
}

test('cuts the wanted scripts out of an answer as parsing it would find them', () => {
  fc.assert(
    fc.property(scripts, result => {
      const wanted = result.filter(({ url }) => isWanted(url))
      const taken = splitScripts(answer(result), isWanted)
      expect(taken.map(({ json }) => JSON.parse(json))).toEqual(wanted)
      expect(taken.map(({ scriptId, url }) => ({ scriptId, url }))).toEqual(
        wanted.map(({ scriptId, url }) => ({ scriptId, url })),
      )
      expect(taken.map(hasCounts)).toEqual(
        wanted.map(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0))),
      )
    }),
  )
})

test('finds nothing in an answer without scripts', () => {
  expect(splitScripts('', isWanted)).toEqual([])
  expect(splitScripts('{"id":1,"error":{"code":-32000,"message":"no"}}', isWanted)).toEqual([])
})

test('reads the length of a text from the range of its module', () => {
  const module = {
    functionName: '',
    ranges: [{ startOffset: 0, endOffset: 4321, count: 1 }],
    isBlockCoverage: true,
  }
  const inner = { ...module, functionName: 'inner' }
  const length = (functions: ScriptCoverage['functions']) =>
    readLength(splitScripts(answer([{ scriptId: '1', url: 'file:///a.js', functions }]), isWanted)[0]!)
  expect(length([module, inner])).toBe(4321)
  expect(length([inner])).toBe(-1)
})
