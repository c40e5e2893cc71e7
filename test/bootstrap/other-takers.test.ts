// Others who read the same counters: V8 has one set of them per thread, and whoever takes them sets them to zero.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { writeProgram } from './program.ts'
import {
  type Act,
  bootstrap,
  createDataFolder,
  fixtures,
  isGuarded,
  nodeBinary,
  type RunData,
  runBoth,
  start,
} from './run-process.ts'

const major = Number(
  execFileSync(nodeBinary, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }),
)
const hasExecve =
  major > 22 ||
  execFileSync(nodeBinary, ['-p', 'typeof process.execve'], { encoding: 'utf8' }).trim() === 'function'

interface Row {
  how: string
  /** Calls of `work` and `hot`. */
  work: number
  hot: number
  act?: Act
  isSkipped?: boolean
}

const send = (pid: number, signal: string) => execFileSync('/bin/kill', [`-${signal}`, String(pid)])
const rows: Row[] = [
  { how: 'end', work: 2, hot: 30_000 },
  { how: 'exit', work: 2, hot: 30_000 },
  { how: 'thread', work: 4, hot: 60_000 },
  { how: 'take', work: 2, hot: 30_000 },
  { how: 'kill', work: 2, hot: 30_000 },
  { how: 'execve', work: 4, hot: 60_000, isSkipped: !hasExecve },
  {
    how: 'wait',
    work: 3,
    hot: 30_500,
    async act(running, data) {
      await isGuarded(running, data)
      await running.saw('idle')
      send(running.child.pid!, 'TERM')
    },
  },
]

describe('NODE_V8_COVERAGE set by someone else', () => {
  test('has files of another host for the same pid and a later time: their counts are not added', async () => {
    const root = writeProgram({
      'main.cjs': `const { writeFileSync } = require('node:fs')
function work() {}
work()
const functions = [{ functionName: 'work', isBlockCoverage: true, ranges: [{ startOffset: 50, endOffset: 70, count: 7 }] }]
const content = { result: [{ scriptId: '1', url: 'file://' + __filename, functions }] }
const time = Date.now() + 3_600_000
writeFileSync(\`\${process.env.NODE_V8_COVERAGE}/coverage-\${process.pid}-\${time}-0.json\`, JSON.stringify(content))`,
    })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], {
      root,
      env: { NODE_V8_COVERAGE: temporaryFolder() },
    })
    expect(counted).toEqual(bare)
    expect(data.count('work')).toBe(1)
  })

  test.for(rows.filter(row => !row.isSkipped))(
    'holds what it would, and ours is complete: $how',
    async row => {
      const folders: string[] = []
      const data = createDataFolder()
      const outcomes: unknown[] = []
      for (const folder of [undefined, data]) {
        const theirs = temporaryFolder()
        folders.push(theirs)
        const env = { ...folder?.env, NODE_V8_COVERAGE: theirs }
        const running = start([join(fixtures, 'work-counted.cjs'), row.how], { env })
        await row.act?.(running, folder)
        outcomes.push(await running.ended)
      }
      expect(outcomes[1]).toEqual(outcomes[0])
      const [bare, counted] = folders.map(folder => sumCounts(readFolder(folder)))
      // V8 by itself drops calls of a function that was inlined all the time since the last take.
      if (row.how === 'take') expect(withoutHot(counted!)).toEqual(withoutHot(bare!))
      // Node 26 writes no file when it is replaced, 22 and 24 do.
      else if (row.how !== 'execve' || major < 26) expect(counted).toEqual(bare)
      const read = data.read()
      expect([read.count('work'), read.count('hot')]).toEqual([row.work, row.hot])
      expect(read.leftovers).toEqual([])
    },
  )

  test.for(['', '--experimental-test-isolation=none'])(
    "leaves the test runner's own coverage as it is %s",
    async isolation => {
      if (isolation && major < 22) return
      const args = ['--test', '--experimental-test-coverage', '--test-reporter=tap']
      if (isolation) args.push(major < 24 ? isolation : '--test-isolation=none')
      const { bare, counted, data } = await runTests([...args, 'sum.test.mjs'])
      const timeless = (text: string) => text.replace(/duration_ms.*/g, 'duration_ms')
      expect(timeless(bare.stdout)).toMatch(/sum\.mjs\s*\|/)
      expect({ ...counted, stdout: timeless(counted.stdout) }).toEqual({
        ...bare,
        stdout: timeless(bare.stdout),
      })
      expect([data.count('sum'), data.count('add')]).toEqual([1, 3])
    },
  )

  test('leaves the coverage of a test file that is run by itself as it is', async () => {
    const args = ['--experimental-test-coverage', '--test-reporter=tap', 'sum.test.mjs']
    const { bare, counted, data } = await runTests(args)
    const timeless = (text: string) => text.replace(/duration_ms.*/g, 'duration_ms')
    expect({ ...counted, stdout: timeless(counted.stdout) }).toEqual({
      ...bare,
      stdout: timeless(bare.stdout),
    })
    expect([data.count('sum'), data.count('add')]).toEqual([1, 3])
  })
})

describe("a program's own inspector session", () => {
  test.for([
    'stopPreciseCoverage',
    'disable',
    'disconnect',
    'stopPreciseCoverage,disable,disconnect',
    'stopPreciseCoverage,takePreciseCoverage',
    'start,stop,disable,disconnect',
  ])('gets its counts, and those of covtree are complete: %s', async how => {
    const { bare, counted, data } = await runBoth([join(fixtures, 'takes-own-coverage.cjs'), how])
    expect(withoutProfiles(counted)).toEqual(withoutProfiles(bare))
    expect([data.count('work'), data.count('hot')]).toEqual([4, 6])
    expect(blockCount(data, 'takes-own-coverage.cjs', 'sum = i % 2')).toBe(15)
  })

  test('gets functions without blocks if it asks for them', async () => {
    const { bare, counted, data } = await runBoth([
      join(fixtures, 'takes-own-coverage.cjs'),
      'disable',
      'functions',
    ])
    expect(counted).toEqual(bare)
    expect([data.count('work'), data.count('hot')]).toEqual([4, 6])
  })
})

test('V8 goes on counting blocks after covtree has read texts from memory', async () => {
  const data = createDataFolder()
  const running = start([join(fixtures, 'in-memory.cjs')], { env: data.env })
  await running.saw('ready')
  for (const line of ['first', 'second']) {
    const asked = data.sawAnswers(line === 'first' ? 1 : 2)
    send(running.child.pid!, 'URG')
    await asked
    running.child.stdin!.write(`${line}\n`)
    await running.saw(line)
  }
  running.child.stdin!.end()
  await running.ended
  const read = data.read()
  const choose = read.files.flatMap(({ result }) =>
    result.flatMap(({ functions }) => functions.filter(({ functionName }) => functionName === 'choose')),
  )
  // Three calls, all of them with `true`.
  expect(
    choose.map(({ ranges }) => ranges.map(({ count }) => count)).filter(counts => counts[0]! > 0),
  ).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ])
})

describe('a Vitest in a child, with its own coverage', () => {
  const modules = resolve(process.env.COVTREE_TEST_VITEST ?? '.', 'node_modules')
  test.for([
    ['forks', 'isolate'],
    ['forks', 'no-isolate'],
    ['threads', 'isolate'],
    ['threads', 'no-isolate'],
    ['vmForks', 'isolate'],
  ])(
    'reports the same as without covtree, and the counts of covtree are complete: %s, %s',
    async ([pool, isolate]) => {
      const project = temporaryFolder()
      cpSync(join(fixtures, 'takers/vitest'), project, { recursive: true })
      symlinkSync(modules, join(project, 'node_modules'))
      const data = createDataFolder({}, project)
      const reports: unknown[] = []
      for (const folder of [undefined, data]) {
        const reportsDirectory = temporaryFolder()
        const running = start(
          [
            join(project, 'node_modules/vitest/vitest.mjs'),
            'run',
            `--pool=${pool}`,
            `--${isolate}`,
            '--no-file-parallelism',
            '--coverage.enabled',
            '--coverage.include=*.ts',
            '--coverage.reporter=json',
            `--coverage.reportsDirectory=${reportsDirectory}`,
          ],
          { env: folder?.env ?? {}, cwd: project },
        )
        const { code, stdout, stderr } = await running.ended
        expect([code, stderr], stdout).toEqual([0, ''])
        reports.push(JSON.parse(readFileSync(join(reportsDirectory, 'coverage-final.json'), 'utf8')))
      }
      expect(reports[1]).toEqual(reports[0])
      const read = data.read()
      expect([read.count('sum'), read.count('add')]).toEqual([3, 5])
    },
  )
})

/** Where users have it: the test runner leaves out what is installed, and would list the bootstrap otherwise. */
function installBootstrap(): string {
  const folder = join(temporaryFolder(), 'node_modules/covtree')
  cpSync(dirname(bootstrap), folder, { recursive: true })
  return join(folder, basename(bootstrap))
}

function runTests(args: string[]): ReturnType<typeof runBoth> {
  const installed = installBootstrap()
  return runBoth(args, {
    cwd: join(fixtures, 'takers/node-test'),
    config: { bootstrap: installed },
    countedEnv: { NODE_OPTIONS: `--require ${installed}` },
  })
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-takers-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  return folder
}

function readFolder(folder: string): ScriptCoverage[] {
  return readdirSync(folder).flatMap(name => JSON.parse(readFileSync(join(folder, name), 'utf8')).result)
}

/** The count at each character of each function of the fixtures, summed: what any reader of such files ends up with. */
function sumCounts(scripts: ScriptCoverage[]): Record<string, string> {
  const sums = new Map<string, number[]>()
  for (const { url, functions } of scripts) {
    if (!url.includes('/fixtures/')) continue
    for (const { functionName, ranges } of functions) {
      const { startOffset, endOffset } = ranges[0]!
      const counts: number[] = new Array(endOffset - startOffset).fill(0)
      for (const range of ranges)
        counts.fill(range.count, range.startOffset - startOffset, range.endOffset - startOffset)
      const key = `${url.slice(url.lastIndexOf('/'))} ${functionName} ${startOffset}`
      const sum = sums.get(key)
      sums.set(key, sum ? sum.map((count, i) => count + counts[i]!) : counts)
    }
  }
  const shown = [...sums]
    .sort()
    .map(([key, counts]) => [key, counts.filter((count, i) => count !== counts[i - 1]).join(' ')])
  return Object.fromEntries(shown)
}

function withoutHot(counts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(counts).filter(([key]) => !key.includes(' hot ')))
}

/** Counts of the expression in all data files. */
function blockCount(data: RunData, file: string, text: string): number {
  const offset = readFileSync(join(fixtures, file), 'utf8').indexOf(text)
  let sum = 0
  for (const { result } of data.files) {
    for (const { url, functions } of result) {
      if (!url.endsWith(file)) continue
      let count = 0
      for (const { functionName, ranges } of functions) {
        if (functionName !== 'work') continue
        for (const range of ranges)
          if (range.startOffset <= offset && offset < range.endOffset) count = range.count
      }
      sum += count
    }
  }
  return sum
}

/** A CPU profile holds times. */
function withoutProfiles<T extends { stdout: string }>(outcome: T): T {
  return { ...outcome, stdout: outcome.stdout.replace(/^\{"profile".*$/m, 'PROFILE') }
}
