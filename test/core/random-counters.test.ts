import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import type { FileCoverageData, Location } from '../../src/core/coverage-map.ts'
import { TextCounter } from './count-text.ts'
import { createRandom } from './random-program.ts'

/** How many programs. Set the variable to 5000 for a thorough run. */
const cases = Number(process.env.COVTREE_TEST_CASES ?? 50)

const inputs = [
  [1, 0],
  [0, 1],
  [1, 1],
  [2, 1],
]

/**
 * Writes a program whose every statement, arm and function first calls `$(n, value)`, with another `n` each: these calls tell its true counts.
 * It never throws out of a function: V8 does not know
 * that a call threw. No function stands in a `for (let …)`, whose range V8 leaves open.
 */
function writeCountingProgram(seed: number): string {
  const random = createRandom(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  let next = 0
  let isAsync = false
  const call = (value: string) => `$(${next++}, ${value})`
  /** An expression that begins with its call. */
  const value = (depth: number): string =>
    depth <= 0
      ? call(pick(['a', 'b', 'a > b', 'a === b', '0', '1', 'null']))
      : pick([
          () => value(0),
          () => `${value(depth - 1)} ? ${value(depth - 1)} : ${value(0)}`,
          () => `${value(0)} ? (${value(depth - 1)}) : (${value(depth - 1)})`,
          () => `${call('a > b')} && (${value(depth - 1)})`,
          () => `${call('a < b')} || (${value(depth - 1)})`,
          () => `${call('null')} ?? (${value(depth - 1)})`,
          () => `${call('[a, b]')}.map(n => ${value(depth - 1)}).length`,
          () => `${call('seen')}?.at(${value(0)})`,
        ])()
  const jump = (labels: readonly string[]): string => {
    const away = [`return ${value(1)}`, ...labels.map(label => `break ${label}`)]
    return pick(away)
  }
  const statement = (depth: number, labels: readonly string[]): string => {
    if (isAsync && random() < 0.1) return `await ${value(1)}`
    const block = (inner = depth - 1, more: readonly string[] = labels) => `{ ${list(inner, more)} }`
    const label = `l${next++}`
    const simple = [
      () => value(2),
      () => `const v${next++} = ${value(2)}`,
      () => `if (${value(1)}) { ${call('0')}; ${jump(labels)} }`,
      () => `if (${call('a > b')}) { ${call('0')}; ${jump(labels)} }`,
      () => `if (${call('a === b')}) ${call('0')}`,
    ]
    if (depth <= 0) return pick(simple)()
    return pick([
      ...simple,
      () => `if (${value(1)}) ${block()}`,
      () => `if (${value(1)}) ${block()} else ${block()}`,
      () => `if (${value(0)}) ${value(1)}; else if (${value(1)}) ${block()} else ${value(1)}`,
      () => `for (const n of ${call('[1, 2]')}) ${block()}`,
      () => `for (var i${next} = ${call('0')}; i${next - 1} < 2; i${next - 1}++) ${block()}`,
      () =>
        `switch (${value(0)}) { case 1: ${list(depth - 1, labels)}; break; case 0: ${list(0, labels)}; default: ${list(0, labels)} }`,
      () =>
        `try { ${list(depth - 1, labels)}; if (${value(0)}) throw ${value(1)} } catch { ${list(depth - 1, labels)} }`,
      () => `try ${block()} finally ${block()}`,
      () => `${label}: ${block(depth - 1, [...labels, label])}`,
      () => block(),
    ])()
  }
  const list = (depth: number, labels: readonly string[]): string =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => statement(depth, labels)).join('\n;')
  const functions = [0, 1, 2].map(i => {
    isAsync = i === 2
    return `${isAsync ? 'async ' : ''}function f${i}(a, b) { ${list(2, [])} }`
  })
  return `const seen = []
${functions.join('\n')}
globalThis.run = async () => {
  for (const [a, b] of globalThis.inputs) { f0(a, b); f1(a, b); await f2(a, b) }
}
`
}

/** The numbers of the counters that differ from the calls of `$`, by the code that stands there. */
function findDifferences(text: string, file: FileCoverageData, hits: ReadonlyMap<number, number>): string[] {
  const lines = text.split('\n')
  const starts = lines.map((_, i) => lines.slice(0, i).join('\n').length + (i > 0 ? 1 : 0))
  const at = ({ line, column }: Location['start']) =>
    starts[line - 1]! + Math.min(column, lines[line - 1]!.length)
  const differences: string[] = []
  const compare = ({ start, end }: Location, is: number) => {
    const code = text.slice(at(start), at(end))
    const n = /^[^$]*\$\((\d+)/.exec(code)?.[1]
    const wanted = hits.get(Number(n)) ?? 0
    if (n !== undefined && is !== wanted) differences.push(`${is} for ${wanted}: ${code.slice(0, 100)}`)
  }
  const { statementMap, fnMap, branchMap, s, f, b } = file
  for (const id in s) compare(statementMap[id]!, s[id]!)
  for (const id in f) compare(fnMap[id]!.loc, f[id]!)
  // The location of an `if`'s first arm is that of the whole `if`; a missing `else` has none.
  for (const id in b)
    if (branchMap[id]!.type !== 'if')
      branchMap[id]!.locations.forEach((arm, i) => {
        compare(arm as Location, b[id]![i]!)
      })
  return differences
}

test.for(['plain JavaScript', 'TypeScript that esbuild compiled', 'TypeScript without its types'])(
  `${cases} random programs in %s have the counts of their own counters`,
  { timeout: 60_000 + cases * 1_000 },
  async kind => {
    const counter = new TextCounter(kind === 'plain JavaScript' ? 'source.js' : 'source.ts')
    const random = createRandom(Number(process.env.COVTREE_TEST_SEED ?? 1))
    const host = globalThis as { $?: unknown; inputs?: unknown }
    for (let i = 0; i < cases; i++) {
      const seed = Math.floor(random() * 2 ** 31)
      const text = writeCountingProgram(seed)
      const hits = new Map<number, number>()
      host.$ = (n: number, value: unknown) => {
        hits.set(n, (hits.get(n) ?? 0) + 1)
        return value
      }
      host.inputs = inputs.slice(Math.floor(random() * inputs.length))
      const built =
        kind === 'TypeScript that esbuild compiled'
          ? transformSync(text, { loader: 'ts', sourcemap: 'external', sourcefile: 'source.ts' })
          : { code: text, map: undefined }
      const { file } = await counter.count(text, built)
      expect(findDifferences(text, file!, hits), `seed ${seed}\n${text}`).toEqual([])
    }
  },
)
