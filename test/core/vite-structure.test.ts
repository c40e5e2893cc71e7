import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { transformSync as transformWithSwc } from '@swc/core'
import { build, type TransformOptions, transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { type Built, TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const sources = {
  'a static field with a function, behind a comment': `class Base<T> { source: unknown; operator?: number }
export class Subject<T> extends Base<T> {
  closed = false;
  private current: T[] | null = null;

  /** @deprecated Do not use directly. */
  observers: T[] = [];
  /**
   * Creates one by gluing two.
   *
   * @deprecated Plans for replacement are still under discussion.
   */
  static create: (...args: any[]) => any = <T>(destination: T, source: Base<T>): Anonymous<T> => {
    return new Anonymous<T>(destination, source);
  };
  constructor() {
    // Hides that of the base.
    super();
  }
  next(value: T) { if (this.closed) return; this.observers.push(value) }
}
class Anonymous<T> extends Subject<T> {
  constructor(public destination?: T, source?: Base<T>) { super(); this.source = source }
}
globalThis.run = () => {
  for (let i = 0; i < 5; i++) {
    const subject = new Subject<number>(); subject.next(1)
    if (i > 2) Subject.create(1, subject)
  }
}
`,
  'enums and namespaces, one in the other': `export enum Kind { A, B = 'b', C = 4 }
namespace Inner {
  export const one = 1
  export namespace Deep { export const two = one + 1; export function f() { return two } }
  export enum Own { X = 1, Y }
}
export namespace Kind { export function parse(n: number) { return n > 2 ? Kind.A : Kind.B } }
export declare namespace Types { type X = 1 }
import Alias = Inner.Deep
const list: unknown[] = []
globalThis.run = () => { for (let i = 0; i < 5; i++) list.push(Kind.parse(i), Alias.f(), Inner.Own.X) }
`,
}

/** oxc, as Vite 8 calls it, with blanks in place of what only a module may hold. */
async function transformAsVite(source: string): Promise<Built> {
  const require = createRequire(import.meta.url)
  const vite = createRequire(require.resolve('vitest/package.json'))
  const { transformSync: transformWithOxc } = await import(pathToFileURL(vite.resolve('rolldown/utils')).href)
  const { code, map } = transformWithOxc('source.ts', source, { sourcemap: true })
  return { code: code.replace(/^export /gm, '       '), map: JSON.stringify(map) }
}

const runEsbuild = (source: string, options: TransformOptions = {}): Built =>
  transformSync(source, {
    loader: 'ts',
    format: 'cjs',
    target: 'es2022',
    sourcemap: 'external',
    ...options,
  }) as Built

const builders: Record<string, (source: string) => Built> = {
  swc(source) {
    const { code, map } = transformWithSwc(source, {
      sourceMaps: true,
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    })
    return { code, map }
  },
  tsx: source => runEsbuild(source, { minifyWhitespace: true, keepNames: true }),
  esbuild: source => runEsbuild(source),
}

test.for(
  Object.entries(sources).flatMap(([name, source]) =>
    Object.keys(builders).map(tool => ({ name, tool, source })),
  ),
)("$tool: counts $name, in Vite's structure", async ({ tool, source }) => {
  const counter = new TextCounter()
  const host = await transformAsVite(source)
  const wanted = await counter.count(source, host, 'v8', host)
  const is = await counter.count(source, builders[tool]!(source), 'v8', host)
  expect(describeCounts(is.file!, source)).toEqual(describeCounts(wanted.file!, source))
})

const functions = `type Row = { count: number }
const seen: unknown[] = []
const never = (row: Row): number => row.count && -1
const pick = (row: Row, by: number) => {
  if (row.count > 2) seen.push(row.count as number)
  return row.count > 1 ? by : -1
}
globalThis.run = () => {
  for (const count of [0, 2, 5]) seen.push(pick({ count }, 1))
}
`

test.for(Object.keys(builders))(
  "%s: counts functions in variables, compiled without a source map, in Vite's structure",
  async tool => {
    const counter = new TextCounter()
    const host = await transformAsVite(functions)
    const wanted = await counter.count(functions, host, 'v8', host)
    const { code } = builders[tool]!(functions)
    const is = await counter.count(functions, { code, map: undefined }, 'v8', host)
    expect(is.warnings).toEqual([])
    expect(describeCounts(is.file!, functions)).toEqual(describeCounts(wanted.file!, functions))
  },
)

const minified = {
  'a negated call behind a loop in an arm': `const seen: unknown[] = []
class Stack {
  list: number[] = []
  isVoid(n: number) { return n > 3 && seen.length > 0 }
  pop() { seen.push(this.list.shift()) }
  open(n: number) {
    const closes = n > 1 && new Set([n - 1])
    if (closes) {
      while (this.list.length > 0 && closes.has(this.list[0]!)) {
        this.pop()
      }
    }
    if (!this.isVoid(n)) {
      this.list.unshift(n)
      if (n > 1) {
        if (n === 2) seen.push(n)
        else if (n === 3) seen.push(closes)
      }
    }
    seen.push(n)
    if (n > 9) this.pop()
  }
}
globalThis.run = () => { const stack = new Stack(); for (let i = 0; i < 7; i++) stack.open(i) }
`,
  'functions that a negated test chooses': `const seen: unknown[] = []
class Timers {
  auto = false
  start() {
    const set =
      !this.auto ?
        () => {}
      : (index: number, ttl?: number) => {
          seen.push(index, ttl)
        }
    set(1, 2)
    return set
  }
}
globalThis.run = () => { const timers = new Timers(); for (let i = 0; i < 5; i++) { timers.auto = i > 3; timers.start() } }
`,
  'the exports of a list, with a function in it': `export const twice = (n: number): number => n * 2
export function countDown(n: number): number { return n > 0 ? countDown(n - 1) : 0 }
export enum Level { low, high }
globalThis.run = () => twice(twice(3) + Level.high)
`,
  'the export of an enum': `export enum Level {
  low,
  /** As {@link low}, isn't it? */
  high,
  top = 4 / 2, // }
  most = '}'.length,
}
globalThis.run = () => [1, 2].map(n => Level.high + n)
`,
  'callbacks in functions that it inlines': `const seen: unknown[] = []
class Parser {
  parse(list: number[]): number {
    const odd: number[] = []
    setAll(list)
    check()
    return seen.length
    function setAll(all: number[]) {
      seen.length = 0
      Object.keys(all).forEach(function (key) {
        const one = all[key as never]
        if (one % 2) { try { odd.push(one); seen.push(one) } catch { seen.push(key) } }
      })
    }
    function check() {
      odd.find(n => {
        if (n > 2) { seen.push(n); return true }
        return false
      })
    }
  }
}
globalThis.run = () => { const parser = new Parser(); for (const n of [1, 2, 3, 4]) parser.parse([n, n, 1]); parser.parse([]) }
`,
}

test.for(Object.entries(minified))('swc, minified to CommonJS: counts %s', async ([, source]) => {
  const counter = new TextCounter()
  const host = await transformAsVite(source)
  const wanted = await counter.count(source, host, 'v8', host)
  const minify = { compress: { toplevel: true }, mangle: { toplevel: true } }
  const { code, map } = transformWithSwc(source, {
    sourceMaps: true,
    minify: true,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' }, minify },
  })
  // Modules that import it read each export several times.
  const read = `${code}\nfor (let i = 0; i < 3; i++) Object.values(exports)`
  const is = await counter.count(source, { code: read, map }, 'v8', host)
  expect(describeCounts(is.file!, source)).toEqual(describeCounts(wanted.file!, source))
})

/** esbuild's bundle of one module, which may import itself. */
async function bundle(source: string, minify = false): Promise<Built> {
  const { outputFiles } = await build({
    entryPoints: ['./source'],
    outfile: 'source.js',
    bundle: true,
    format: 'cjs',
    minify,
    sourcemap: 'external',
    write: false,
    plugins: [
      {
        name: 'source',
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /source/ }, () => ({ path: 'source', namespace: 'memory' }))
          onLoad({ filter: /source/ }, () => ({ contents: source, loader: 'ts' }))
        },
      },
    ],
  })
  const [map, code] = outputFiles.map(({ text }) => text)
  return { code: code!, map: map! }
}

test('a callback at the beginning of a module is not taken for the function that a bundler puts around the module', async () => {
  const source = `export const spaces = new Array(20).fill(0).map((_, index) => {
  return ' '.repeat(index)
})
export const lines = {
  a: new Array(5).fill(0).map((_, index) => {
    return ' '.repeat(index)
  }),
  b: new Array(6).fill(0).map((_, index) => {
    return ' '.repeat(index)
  }),
}
globalThis.run = () => import('./source')
`
  const is = await new TextCounter().count(
    source,
    await bundle(source, true),
    'v8',
    await transformAsVite(source),
  )
  expect(Object.values(is.file!.f).slice(0, 3)).toEqual([20, 5, 6])
})

test('a bundle whose map leads to the name behind the namespace counts each arm of a choice', async () => {
  const source = `import * as own from './source'
export function never(m: number) {}
const seen: unknown[] = []
export const pick = (n: number) => {
  return n > 3
    ? own.never
    : (m: number) => n + m
}
globalThis.run = () => { for (let i = 0; i < 5; i++) seen.push(pick(i)(i)) }
`
  const built = await bundle(source)
  const is = await new TextCounter().count(source, built, 'v8', await transformAsVite(source))
  expect(Object.entries(describeCounts(is.file!, source)).filter(([key]) => key.startsWith('cond'))).toEqual([
    ['cond-expr 0 5:9 n > 3', 1],
    ['cond-expr 1 5:9 n > 3', 4],
  ])
})
