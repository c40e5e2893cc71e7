import { decodedMappings, encodedMappings, TraceMap } from '@jridgewell/trace-mapping'
import { expect, test } from 'vitest'
import { alignTokens } from '../../src/core/texts/align-tokens.ts'
import { findBroken } from '../../src/core/texts/coarse-sources.ts'
import { readTokens } from '../../src/core/texts/tokens.ts'
import { TextCounter } from './count-text.ts'
import { countBoth } from './double.ts'
import { mapLines } from './map-lines.ts'

const source = `const seen = []
const add = (a, b) => a + b
const twice = x => { return x * 2 }
class Point {
  constructor(x) { this.x = x }
  get size() { return this.x > 1 ? 'big' : 'small' }
  move(by = 1) { if (by) { this.x += by } return this }
  static of(x) { return new Point(x) }
}
function grade(n) {
  if (n > 1 &&
    n < 9) {
    return 'some'
  } else if (n === 0) return 'none'; else {
    return 'many'
  }
}
const text = \`a \${seen.length ? add(1, 2) : twice(3)} b\`
function run() {
  for (const n of [0, 1, 2, 3, 9]) seen.push(grade(n), add(n, n), n > 2 && twice(n))
  Point.of(2).move().move(0)
  seen.push(new Point(0).size, text)
}
`

/** As a bundler writes a module: what is imported is led elsewhere. */
const bundle = `var _a = { get grade() { return grade } };
${source.replace('grade(n), add', '(0, _a.grade)(n), add')}`

test.each(['v8', 'istanbul'] as const)(
  'a bundle with one mapping a line has the counts of its source, provider %s',
  async counting => {
    const map = mapLines(bundle, source, line => line - 1)
    const { source: wanted, built } = await countBoth(source, { code: bundle, map }, counting)
    expect(built).toEqual(wanted)
    expect(Object.values(wanted).filter(count => count > 0).length).toBeGreaterThan(40)
  },
)

test('a map whose columns are wrong behind some line, as Sucrase may write it, is not believed', async () => {
  const broken = JSON.parse(mapLines(bundle, source, line => line - 1))
  const decoded = decodedMappings(new TraceMap(broken)).map((segments, line) =>
    line < 6 ? segments : segments.map(([column, index, own]) => [column, index, own, 62]),
  )
  const map = {
    ...broken,
    mappings: encodedMappings(new TraceMap({ ...broken, mappings: decoded } as never)),
  }
  const { source: wanted, built } = await countBoth(source, { code: bundle, map: JSON.stringify(map) })
  expect(built).toEqual(wanted)
})

test('tokens are aligned in order, the longest phrases first', () => {
  const names = (text: string) => readTokens(text).map(({ name }) => name)
  const typed = names("function f(a: { b: string }): { c: number } { return g(a.b, 'x') }")
  const plain = names('function f(a) { return (0, m.g)(a.b, "x"); }')
  const pairs = [...alignTokens(plain, typed)].flatMap((j, i) => (j === -1 ? [] : [`${plain[i]} ${j}`]))
  expect(pairs).toEqual([
    'function 0',
    'f 1',
    '( 2',
    'a 3',
    ') 10',
    '{ 17',
    'return 18',
    'g 19',
    '( 20',
    'a 21',
    '. 22',
    'b 23',
    ', 24',
    '"x" 25',
    ') 26',
    '} 27',
  ])
})

test('a file of enums, whose values stand where they are used, is not said to be uncertain', async () => {
  const flags = `// the flags of a node
export enum Flags {
  ${Array.from({ length: 40 }, (_, i) => `Flag${i} = 0b${i.toString(2)},`).join('\n  ')}
}
`
  const code = `globalThis.run = () => {}\nconst Flags = {\n${Array.from({ length: 40 }, (_, i) => `  Flag${i}: ${i},\n  ${i}: 'Flag${i}',\n`).join('')}}\n`
  const map = mapLines(code, flags, line => (line === 1 ? 1 : 1 + line / 2))
  const { warnings } = await new TextCounter().count(flags, { code, map })
  expect(warnings).toEqual([])
})

test.each([
  ['is believed with one column behind the end of a line, as swc writes it', 1, false],
  ['is not believed with some of them, as Sucrase writes it', 16, true],
])('a map of 400 mappings %s', (_what, impossible, isBroken) => {
  const content = 'const a = 1\n'.repeat(100)
  const decoded = Array.from({ length: 100 }, (_, line) =>
    [0, 6, 8, 10].map((column, i): [number, number, number, number] => [
      column,
      0,
      line,
      i === 3 && line < impossible ? column + 9 : column,
    ]),
  )
  expect([...findBroken(decoded, [{ index: 0, content }])]).toEqual(isBroken ? [0] : [])
})
