import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { packFunctions } from '../../src/contract/counts.ts'
import { FileSet } from '../../src/core/combining/file-set.ts'
import { PlanSet } from '../../src/core/combining/plan-set.ts'
import { ProcessCounter } from '../../src/core/combining/process-counter.ts'
import { DataReader } from '../../src/core/data/data-file.ts'
import { listDataFolder } from '../../src/core/data/list-data-folder.ts'
import { type CoverageMapData, combine } from '../../src/core/index.ts'
import { hasCode } from '../../src/core/texts/own-code.ts'
import { WarningLog } from '../../src/core/warning.ts'
import { isAlive } from '../../src/system/alive.ts'
import { processInfo } from './process-info.ts'

const text = 'function f(a) {\n  if (a) return 1\n  return 2\n}\nf(true)\n'
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makeRun() {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-core-'))
  folders.push(folder)
  const path = join(folder, 'f.js')
  writeFileSync(path, text)
  mkdirSync(join(folder, 'data', 'live'), { recursive: true })
  return { folder, path, dataFile: join(folder, 'data', 'run') }
}

function emptyMap(path: string): CoverageMapData {
  const at = (line: number, column: number, endColumn: number, endLine = line) => ({
    start: { line, column },
    end: { line: endLine, column: endColumn },
  })
  return {
    [path]: {
      path,
      statementMap: { 0: at(2, 2, 17), 1: at(2, 9, 17), 2: at(3, 2, 10), 3: at(5, 0, 7) },
      fnMap: { 0: { name: 'f', decl: at(1, 9, 10), loc: at(1, 14, 1, 4) } },
      branchMap: {
        0: { type: 'if', loc: at(2, 2, 17), locations: [at(2, 2, 17), { start: {}, end: {} } as never] },
      },
      s: { 0: 0, 1: 0, 2: 0, 3: 0 },
      f: { 0: 0 },
      b: { 0: [0, 0] },
    },
  }
}

/** The forms of a data file: ours, ours with shared parts, and that of NODE_V8_COVERAGE. */
const formNames = ['own', 'shared', 'plain'] as const
type Form = (typeof formNames)[number]

/** One process that called f `calls` times, `taken` of them with a true argument. */
function writeData(
  run: ReturnType<typeof makeRun>,
  pid: number,
  calls: number,
  taken: number,
  {
    form = 'own',
    sequence = 0,
    change = {},
    content = text,
  }: { form?: Form; sequence?: number; change?: object; content?: string } = {},
) {
  const { size, mtimeMs } = statSync(run.path)
  const info = processInfo(pid, { argv: [], node: 'v20.0.0', startTime: pid })
  const then = text.indexOf('return 1')
  const result = [
    {
      scriptId: '1',
      url: pathToFileURL(run.path).href,
      functions: [
        {
          functionName: '',
          isBlockCoverage: true,
          ranges: [{ startOffset: 0, endOffset: content.length, count: 1 }],
        },
        {
          functionName: 'f',
          isBlockCoverage: true,
          ranges: [
            { startOffset: 0, endOffset: text.indexOf('}') + 1, count: calls },
            { startOffset: then, endOffset: then + 8, count: taken },
            { startOffset: then + 8, endOffset: text.indexOf('}') + 1, count: calls - taken },
          ],
        },
      ],
    },
  ]
  const scripts = [{ length: content.length, disk: { size, mtimeMs } }]
  const covtree = {
    version: 2,
    process: info,
    reason: 'exit',
    sequence: 0,
    end: { time: pid + 5, code: 0 },
    ...change,
  }
  const listed = scripts.map(script => ({ url: result[0]!.url, ...script }))
  const counts = packFunctions(result[0]!.functions)
  const share = (name: string, part: string) => {
    const shared = join(run.dataFile, '..', 'shared')
    mkdirSync(shared, { recursive: true })
    writeFileSync(join(shared, name), part)
    return name
  }
  const forms = {
    own: { covtree, scripts: listed, counts },
    shared: {
      covtree,
      scripts: share('list', JSON.stringify(listed)),
      sharedCounts: share(`${calls}-${taken}`, counts),
    },
    plain: { result },
  }
  writeFileSync(`${run.dataFile}-${info.id}-${sequence}.json`, JSON.stringify(forms[form]))
}

test('adds the counts of every process to the structure it is given', async () => {
  const run = makeRun()
  writeData(run, 100, 5, 2)
  writeData(run, 101, 1, 1)
  const map = emptyMap(run.path)
  const { processes, warnings } = await combine({ dataFile: run.dataFile, map, isIncluded: () => false })
  expect(map[run.path]).toMatchObject({ s: { 0: 6, 1: 3, 2: 3, 3: 2 }, f: { 0: 6 }, b: { 0: [3, 3] } })
  expect(
    processes.map(({ pid, state, duration, coveredStatements }) => [pid, state, duration, coveredStatements]),
  ).toEqual([
    [100, 'counted', 5, 4],
    [101, 'counted', 5, 3],
  ])
  expect(warnings).toEqual([])
})

test('a process that ends while data is combined counts as still running, whatever it has written', async () => {
  const run = makeRun()
  const children = Array.from({ length: 3 }, () => spawn(process.execPath, ['-e', 'process.stdin.resume()']))
  const [counted, silent, logged] = await Promise.all(
    children.map(async child => {
      await once(child, 'spawn')
      return child.pid!
    }),
  )
  writeData(run, counted!, 5, 2, { change: { reason: 'checkpoint', end: undefined } })
  for (const pid of [counted!, silent!]) {
    const info = processInfo(pid)
    writeFileSync(join(run.folder, 'data', 'live', `${info.id}.json`), JSON.stringify(info))
  }
  const line = { start: logged, time: Date.now(), file: 'node', args: [], cwd: '/', context: '' }
  mkdirSync(join(run.folder, 'data', 'starts'))
  writeFileSync(join(run.folder, 'data', 'starts', '1-0-a.jsonl'), JSON.stringify(line))
  const { processes } = await combine({
    dataFile: run.dataFile,
    map: emptyMap(run.path),
    isIncluded: () => false,
    onProgress() {
      for (const child of children) {
        child.kill('SIGKILL')
        while (isAlive({ pid: child.pid! }));
      }
    },
  })
  expect(processes.map(({ pid, state }) => [pid, state])).toEqual(
    expect.arrayContaining([counted, silent, logged].map(pid => [pid, 'still-running'])),
  )
})

test('counts all others when a data file is cut off or foreign', async () => {
  const run = makeRun()
  writeData(run, 100, 5, 2)
  writeFileSync(`${run.dataFile}-102-0-a-0.json`, '{"result":[{"url":"fi')
  writeFileSync(`${run.dataFile}-103-0-a-0.json`, '{"result":[],"covtree":{"version":99}}')
  const map = emptyMap(run.path)
  const { warnings } = await combine({ dataFile: run.dataFile, map, isIncluded: () => false })
  expect(map[run.path]!.f[0]).toBe(5)
  expect(warnings.map(({ code, details }) => [code, details.length])).toEqual([['unreadable-data', 2]])
})

test('leaves out a script that was changed after it ran', async () => {
  const run = makeRun()
  writeData(run, 100, 5, 2)
  writeFileSync(run.path, `// longer now\n${text}`)
  const map = emptyMap(run.path)
  const { warnings } = await combine({ dataFile: run.dataFile, map, isIncluded: () => false })
  expect(map).toEqual(emptyMap(run.path))
  expect(warnings.map(({ code }) => code)).toEqual(['source-changed'])
})

test.for([
  ['the host cannot read', () => Promise.reject(new Error('cannot transform'))],
  ['the host leaves out though it has code', async () => ({})],
] as const)('counts a file that %s in a structure of its own, and says so', async ([, structuresFor]) => {
  const run = makeRun()
  writeData(run, 100, 5, 2)
  const map: CoverageMapData = {}
  const { warnings } = await combine({ dataFile: run.dataFile, map, isIncluded: () => true, structuresFor })
  expect(map[run.path]!.f).toEqual({ 0: 5 })
  expect(warnings).toMatchObject([{ code: 'own-structure', details: [run.path] }])
})

test.each([
  [
    'types',
    "import type { A } from './a.js'\nexport type B = A\ndeclare const c: B\nexport * from './a.js'\n",
    false,
  ],
  ['a hint', '/* v8 ignore file */\nexport const a = 1\n', false],
  ['a function', '// words\nexport default async function () {}\n', true],
  ['a call', "import { run } from './run.js'\nawait run(process.argv)\n", true],
  ['a method call', "import * as cli from './cli.js'\ncli.parse(1).run()\n", true],
  ['an enum', 'export enum A {}\n', true],
  ['an empty subclass', "import { A } from './a.js'\nexport class B extends A {}\n", false],
  ['a class of types', 'export abstract class A {\n  b: { c: string }\n  d?(e: number): void\n}\n', false],
  ['a declared class', 'export declare class A {\n  b(): string\n}\n', false],
  ['a class with a method', 'export class A {\n  b(): Promise<void> {}\n}\n', true],
  ['a class with a value', 'export class A {\n  b = 1\n}\n', true],
])('knows whether a file of %s has code', (_what, content, expected) => {
  expect(hasCode(content)).toBe(expected)
})

test.each([
  ['says when no source of a build is here', ['gone.ts'], ['unmapped-script']],
  ['says nothing of a build of types, which has no source', [], []],
])('%s', async (_what, sources, codes) => {
  const run = makeRun()
  const map = { version: 3, sources, names: [], mappings: '' }
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
  const built = `${text}//# sourceMappingURL=${url}\n`
  writeFileSync(run.path, built)
  writeData(run, 100, 5, 2, { content: built })
  const { warnings } = await combine({ dataFile: run.dataFile, map: {}, isIncluded: () => false })
  expect(warnings.map(({ code }) => code)).toEqual(codes)
})

test('lists a process that started, is gone and left no data as lost', async () => {
  const run = makeRun()
  // Pids end at 2^22 on Linux: nobody has this one.
  const info = processInfo(2 ** 30, { id: 'x' })
  writeFileSync(join(run.folder, 'data', 'live', 'x.json'), JSON.stringify(info))
  const { processes } = await combine({ dataFile: run.dataFile, map: {}, isIncluded: () => false })
  expect(processes).toMatchObject([{ id: 'x', state: 'lost', reason: 'ended without writing data' }])
})

test('gives the same map in one go, in any order and in any groups', async () => {
  const call = fc
    .tuple(fc.nat(3), fc.nat(3), fc.constantFrom(...formNames))
    .map(([a, b, form]) => ({ calls: Math.max(a, b), taken: Math.min(a, b), form }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(2), { minLength: 6 }),
      async (calls, groups) => {
        const whole = makeRun()
        calls.forEach(({ calls, taken, form }, i) => {
          writeData(whole, 100 + i, calls, taken, { form })
        })
        const expected = emptyMap(whole.path)
        await combine({ dataFile: whole.dataFile, map: expected, isIncluded: () => false })

        const map = emptyMap(whole.path)
        for (const group of [2, 0, 1]) {
          const part = { ...whole, dataFile: join(whole.folder, `group-${group}`, 'run') }
          mkdirSync(join(whole.folder, `group-${group}`))
          // Other pids turn the order round.
          calls.forEach(({ calls, taken, form }, i) => {
            if (groups[i] === group) writeData(part, 999 - i, calls, taken, { form })
          })
          await combine({ dataFile: part.dataFile, map, isIncluded: () => false })
        }
        expect(map).toEqual(expected)
      },
    ),
    { numRuns: 30 },
  )
})

test('counts the same for processes with equal counts, in every form of data file', async () => {
  const run = makeRun()
  for (const [index, form] of formNames.entries()) {
    writeData(run, 100 + 2 * index, 5, 2, { form })
    writeData(run, 101 + 2 * index, 5, 2, { form })
  }
  const map = emptyMap(run.path)
  const told: unknown[] = []
  const { processes } = await combine({
    dataFile: run.dataFile,
    map,
    isIncluded: () => false,
    onProcessLines: (_, files) => told.push(files),
  })
  expect(map[run.path]).toMatchObject({ s: { 0: 30, 1: 12, 2: 18, 3: 6 }, f: { 0: 30 }, b: { 0: [12, 18] } })
  expect(processes.map(({ coveredStatements }) => coveredStatements)).toEqual(new Array(6).fill(4))
  expect(told).toEqual(new Array(6).fill([{ path: run.path, lines: [2, 3, 5] }]))
})

test('adds up all data files of one process', async () => {
  const run = makeRun()
  writeData(run, 100, 5, 0, { sequence: 0 })
  writeData(run, 100, 2, 2, { sequence: 1, form: 'shared' })
  const map = emptyMap(run.path)
  const { processes } = await combine({ dataFile: run.dataFile, map, isIncluded: () => false })
  expect(map[run.path]).toMatchObject({ s: { 0: 7, 1: 2, 2: 5, 3: 2 }, f: { 0: 7 } })
  expect(processes).toMatchObject([{ state: 'counted', coveredStatements: 4 }])
})

test('counts the other data files of a process one of which holds no counts', async () => {
  const run = makeRun()
  writeData(run, 100, 5, 2, { sequence: 0 })
  writeData(run, 100, 1, 1, { sequence: 1, form: 'shared' })
  writeFileSync(join(run.folder, 'data', 'shared', '1-1'), '0,54,1}}0,4')
  const map = emptyMap(run.path)
  const { processes, warnings } = await combine({ dataFile: run.dataFile, map, isIncluded: () => false })
  expect(map[run.path]!.f[0]).toBe(5)
  expect(warnings.map(({ code, details }) => [code, details.length])).toEqual([['unreadable-data', 1]])
  expect(processes).toMatchObject([{ reason: 'some of its data could not be read' }])
})

test('counts the same when it reaches its memory limit', async () => {
  const run = makeRun()
  for (const [index, calls] of [5, 5, 1, 5, 1, 5].entries())
    writeData(run, 100 + index, calls, 1, { form: index % 2 ? 'own' : 'shared' })
  const expected = emptyMap(run.path)
  await combine({ dataFile: run.dataFile, map: expected, isIncluded: () => false })
  const map = emptyMap(run.path)
  const warnings = new WarningLog()
  const files = new FileSet(map, () => false)
  const settings = {
    texts: '',
    counting: 'v8',
    mapPath: (path: string) => path,
    warnings,
    hasCoreStructures: false,
  } as const
  const plans = new PlanSet(files, () => undefined, settings)
  const counter = new ProcessCounter(new DataReader(run.dataFile), plans, warnings, 0)
  const { processes } = listDataFolder(run.dataFile)
  for (const process of processes) {
    const read = counter.read(process)
    for (const { scripts } of read) await plans.plan(scripts)
    counter.count(process, read)
  }
  counter.flush()
  plans.apply()
  expect(map).toEqual(expected)
})
