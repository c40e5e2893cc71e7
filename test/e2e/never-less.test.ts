import { expect, test } from 'vitest'
import { configWith, createProject } from './project.ts'

// The second promise: switched on, no count falls and no file gets another structure. Files that tests import AND children run
// are where it could go wrong: the same code in one process as Vite made it, in the next as it lies on disk.

const files = {
  'vitest.config.ts': configWith('subprocess: { enabled: Boolean(process.env.COUNT_CHILDREN) }'),
  'src/both.js': `let calls = 0
export function work(n) {
  calls++
  if (n === 0) return 'none'
  const parts = []
  for (let i = 0; i < n; i++) parts.push(() => (i > 1 ? 'many' : 'few'))
  const text = parts.map(part => part()).join()
  try {
    if (n > 2) throw new Error(text)
  } catch (error) {
    return error?.message ?? 'no message'
  }
  switch (n) {
    case 1:
      return text || 'one'
    default:
      return text && text.length
  }
}
export class Box {
  static made = 0
  size = 1
  #secret = () => this.size * 2
  constructor(size = 3) {
    Box.made++
    this.size = size
  }
  get double() {
    return this.#secret()
  }
}
export async function later(value) {
  const known = value && (await Promise.resolve(value))
  /* v8 ignore next -- @preserve */ /* istanbul ignore next -- @preserve */
  if (known === 'never') calls = 0
  return known
}
`,
  'src/run.js': `import { Box, later, work } from './both.js'
export async function run() {
  for (const n of [0, 1, 2, 3, 1]) work(n)
  new Box().double
  new Box(5)
  await later(0)
  return later(1)
}
`,
  'src/test-only.js': 'export const once = n => (n ? "test" : "none")\n',
  'src/child-only.js': 'export function only(n) {\n  return n ? "child" : "none"\n}\n',
  'child.js': `import { isMainThread, Worker } from 'node:worker_threads'
import { only } from './src/child-only.js'
import { run } from './src/run.js'
await run()
only(1)
if (isMainThread) new Worker(new URL(import.meta.url))
`,
  'all.test.js': `import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from './src/run.js'
import { once } from './src/test-only.js'

test('runs', async () => {
  expect(await run()).toBe(1)
  expect(once(1)).toBe('test')
})
test('runs in a child and in its thread', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, 'child.js')])
})
`,
}

const pools = ['forks', 'threads', 'vmForks', 'vmThreads']

test.each(['v8', 'istanbul'].flatMap(provider => pools.map(pool => [provider, pool])))(
  'no count falls, provider %s, pool %s',
  async (provider, pool) => {
    const project = createProject(files)
    const runWith = (folder: string, environment?: Record<string, string>) =>
      project.vitest(
        [
          'run',
          '--coverage',
          `--pool=${pool}`,
          `--coverage.provider=${provider}`,
          `--coverage.reportsDirectory=${folder}`,
        ],
        environment,
      )
    const runs = await Promise.all([runWith('off'), runWith('on', { COUNT_CHILDREN: '1' })])
    expect(runs).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }])
    const [off, on] = [project.coverage('off'), project.coverage('on')]
    expect(Object.keys(on).sort()).toEqual(Object.keys(off).sort())
    for (const [path, before] of Object.entries(off)) {
      const after = on[path]!
      for (const part of ['statementMap', 'fnMap', 'branchMap'] as const)
        expect(after[part], `${part} of ${path}`).toEqual(before[part])
      const [fewer, more] = [before, after].map(({ s, f, b }) => [
        ...Object.values(s),
        ...Object.values(f),
        ...Object.values(b).flat(),
      ])
      expect(
        fewer!.filter((count, i) => more![i]! < count),
        `counts of ${path} that fell`,
      ).toEqual([])
    }
    const functionsOf = (map: typeof off, name: string) =>
      Object.values(Object.entries(map).find(([path]) => path.endsWith(name))![1].f)
    // The child and its thread did what the test did.
    expect(functionsOf(on, 'both.js')).toEqual(functionsOf(off, 'both.js').map(count => count * 3))
    expect(functionsOf(on, 'test-only.js')).toEqual(functionsOf(off, 'test-only.js'))
    expect(functionsOf(on, 'child-only.js')).toEqual([2])
  },
)
