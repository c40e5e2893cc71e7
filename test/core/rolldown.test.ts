import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { type Built, TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const require = createRequire(import.meta.url)
const vite = createRequire(require.resolve('vitest/package.json'))

/** A minified bundle of one module, as Vite 8 and tsdown write it. */
async function bundle(source: string): Promise<Built> {
  const { rolldown } = await import(pathToFileURL(vite.resolve('rolldown')).href)
  const id = '/source.ts'
  const build = await rolldown({
    input: id,
    logLevel: 'silent',
    plugins: [{ name: 'source', resolveId: (name: string) => name, load: () => source }],
  })
  const { output } = await build.generate({ format: 'cjs', minify: true, sourcemap: true })
  await build.close()
  const [{ code, map }] = output
  return { code, map: JSON.stringify(map) }
}

const sources: Record<string, string> = {
  'an enum': `enum Level { Low = 1, Middle, High }
const seen: unknown[] = []
globalThis.run = () => {
  for (let n = 0; n < 5; n++) if (n === Level.High) seen.push(Level.Low, Level[n])
  else seen.push(Level.Middle)
}
`,
  'an enum whose values are put where they are used': `const seen: unknown[] = []
enum Level { Low = 1, Middle, High }
function name(n: number) {
  enum Word { One = 'one', Two = 'two' }
  return n === Level.Middle ? Word.One : Word.Two
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) if (n === Level.High) seen.push(name(Level.Low))
  else seen.push(name(n), Level.Middle)
}
`,
  'an exported enum': `export enum Level { Low = 1, Middle, High }
export enum Word { One = 'one', Two = 'two' }
const seen: unknown[] = []
globalThis.run = () => {
  for (let n = 0; n < 5; n++) if (n === Level.High) seen.push(Level.Low, Word.One)
  else seen.push(Level.Middle, Word.Two)
}
`,
  'a constant that decides a choice': `const isOld = false
const limit = 9
const seen: unknown[] = []
const size = isOld ? 1 : 2
function pick(n: number) {
  const kind = isOld ? 'old' : 'new'
  if (isOld) return n
  isOld && seen.push(n)
  limit || seen.push(n)
  return isOld || n > 2 ? kind : (limit ?? size)
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) seen.push(pick(n))
}
`,
  'an assignment where there is none yet': `const seen: { x?: number; y?: number }[] = []
globalThis.run = () => {
  for (let n = 0; n < 5; n++) {
    const one: { x?: number; y?: number } = n > 1 ? { x: n } : {}
    one.x ||= n
    one.y ??= n
    seen.push(one)
  }
}
`,
  'a constant at the beginning of a statement': `const Notified = 1 << 1
const seen: unknown[] = []
let flags = 2
function use(n: number) {
  if (Notified & flags) seen.push(n)
  Notified & n && seen.push(Notified)
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) use(n)
  flags++
}
`,
  'a choice that becomes an operand': `const seen: unknown[] = []
const none: unknown = null
function pick(n: number, other?: string) {
  const one = { first: n ? n : none, second: other ? other : 'none' }
  seen.push(one)
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) pick(n, n > 2 ? 'some' : undefined)
}
`,
  'an operand that is no call': `const seen: unknown[] = []
let async = 0
async function read(a: number) {
  return a || async
}
function later(a: number, isAsync: boolean) {
  if (a > 1 || isAsync) {
    seen.push(read(a))
  } else {
    seen.push(a)
  }
  return isAsync || a
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) later(n, n === 1)
  async = 1
}
`,
}

test.for(
  Object.entries(sources).flatMap(([name, source]) =>
    (['v8', 'istanbul'] as const).map(counting => ({ name, source, counting })),
  ),
)('Rolldown, provider $counting: counts $name', async ({ source, counting }) => {
  const counter = new TextCounter()
  const { code, map } = transformSync(source, {
    loader: 'ts',
    target: 'esnext',
    format: 'cjs',
    sourcemap: 'external',
  })
  const wanted = await counter.count(source, { code, map }, counting)
  const is = await counter.count(source, await bundle(source), counting)
  expect(describeCounts(is.file!, source)).toEqual(describeCounts(wanted.file!, source))
  expect(is.warnings).toEqual([])
})

/** V8 does not count the right side of `a ||= b`: which way was taken is not known. */
const assignments: [name: string, source: string, counts: Record<string, number>][] = [
  [
    'in a loop',
    `const seen: unknown[] = []
globalThis.run = () => {
  for (let n = 0; n < 5; n++) {
    const one: { x?: number } = n > 1 ? { x: n } : {}
    if (!one.x) one.x = 4
    seen.push(one)
  }
}
`,
    {
      'statement 5:4 if (!one.x) one.x = 4': 5,
      'if 0 5:4 if (!one.x) one.x = 4': 5,
      'if 1 5:4 if (!one.x) one.x = 4': 5,
    },
  ],
  [
    'behind a return',
    `const seen: unknown[] = []
function pick(n: number) {
  let match = seen.find(one => one === n)
  if (!match) {
    match = seen.find(one => one === 1)
  }
  return match
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) seen.push(pick(n), n)
}
`,
    {
      'statement 4:2 if (!match) {': 5,
      'if 0 4:2 if (!match) {': 5,
      'if 1 4:2 if (!match) {': 5,
    },
  ],
  [
    'in a catch',
    `const seen: unknown[] = []
let first: unknown
let hasError = false
function call(n: number) {
  try {
    if (n > 1) throw new Error(String(n))
    seen.push(n)
  } catch (error) {
    if (!hasError) {
      first = error
      hasError = true
    }
  }
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) call(n)
  seen.push(first)
}
`,
    {
      'statement 9:4 if (!hasError) {': 3,
      'if 0 9:4 if (!hasError) {': 3,
      'if 1 9:4 if (!hasError) {': 3,
      'statement 10:6 first = error': 3,
    },
  ],
]

test.each(assignments)('an if %s that Rolldown makes an assignment shows no 0', async (_, source, counts) => {
  const is = await new TextCounter().count(source, await bundle(source))
  expect(describeCounts(is.file!, source)).toMatchObject(counts)
})
