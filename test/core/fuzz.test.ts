import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { combine } from '../../src/core/combining/combine.ts'
import { buildReport } from '../../src/report/content/build-report.ts'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { createRedact } from '../../src/report/content/redact.ts'
import { printPage } from '../../src/report/output/html.ts'
import { printSummary, writeJobSummary } from '../../src/report/output/job-summary.ts'
import { printJson } from '../../src/report/output/json.ts'
import { describeProcesses } from '../../src/report/output/terminal.ts'
import { drawTree } from '../../src/report/output/tree.ts'
import { processInfo } from './process-info.ts'

/** How many folders are spoilt. `COVTREE_TEST_FUZZ=10000` makes it a long run. */
const rounds = Number(process.env.COVTREE_TEST_FUZZ ?? 100)
/** Text that a terminal, a browser or a CI service would act on. */
const hostile = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '\u001b[2J\u001b]8;;http://x\u0007',
  '\n::error::x',
  '\r::set-output name=x::y',
  '##[group]x',
  '##vso[task.setvariable]x',
  '| a | `b` | **c** |',
  '\u202eevil',
  '../../../etc/passwd',
  '__proto__',
  '%0A::error::x',
]

/** A generator that a seed determines (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

let folder: string
let program: string
/** The sound files of a folder, by their path in it. */
let files: Map<string, string>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'covtree-fuzz-'))
  program = join(folder, 'program.js')
  const text = 'function f() {\n  return 1\n}\nf()\n'
  writeFileSync(program, text)
  const { size, mtimeMs } = statSync(program)
  const info = (pid: number, context = 'a.test.ts > runs') =>
    processInfo(pid, { argv: ['/usr/bin/node', program], cwd: folder, context })
  const script = { url: program, length: text.length, disk: { size, mtimeMs } }
  const counts = `0,${text.length},1}}0,27,1}}`
  files = new Map([
    ['data-4000001-0-a-0.json', JSON.stringify(dataFile(info(4000001), { scripts: [script], counts }))],
    [
      'data-4000002-0-a-0.json',
      JSON.stringify(dataFile(info(4000002), { scripts: 'list', sharedCounts: 'counts' })),
    ],
    ['shared/list', JSON.stringify([script])],
    ['shared/counts', counts],
    ['live/4000003-0-a.json', JSON.stringify(info(4000003))],
    ['live/4000003-0-a.kill', JSON.stringify({ signal: 'SIGKILL', time: 2000, answered: false })],
    [
      'starts/4000001-0-a.jsonl',
      [
        { start: 4000004, time: 1000, file: 'node', args: ['x.js'], cwd: '/', context: 'c' },
        { end: 4000004, time: 1010, signal: 'SIGKILL' },
        { kill: 4000004, time: 1009, signal: 'SIGKILL' },
        { thread: 1, file: '/p/a.js' },
      ]
        .map(line => JSON.stringify(line))
        .join('\n'),
    ],
  ])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function dataFile(process: object, parts: object): object {
  const end = { time: 2000, code: 0 }
  return { covtree: { version: 2, process, reason: 'exit', sequence: 0, end }, ...parts }
}

/** Spoils one or two files: cuts, overwrites, repeats, or puts hostile text or another JSON value into them. */
function spoil(random: (below: number) => number): Map<string, string> {
  const spoilt = new Map(files)
  for (let times = 1 + random(2); times > 0; times--) {
    const names = [...spoilt.keys()]
    const name = names[random(names.length)]!
    spoilt.set(name, mutate(spoilt.get(name)!, random))
  }
  return spoilt
}

const values = ['null', '[]', '{}', '-1', '1e999', '"\\ud800"', '""', 'true', '9007199254740993', '"x"']

function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1)
  switch (random(6)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1)
    case 2:
      return text.slice(0, at) + text.slice(random(text.length + 1))
    case 3: {
      // Another value in place of one.
      const fields = [...text.matchAll(/:("(?:[^"\\]|\\.)*"|-?\d+|\[[^\]]*\]|\{[^{}]*\})/g)]
      const field = fields[random(Math.max(1, fields.length))]
      if (!field) return text
      const value = values[random(values.length)]!
      return `${text.slice(0, field.index + 1)}${value}${text.slice(field.index + field[0].length)}`
    }
    case 4: {
      const texts = [...text.matchAll(/"([^"\\]*)"/g)]
      const found = texts[random(Math.max(1, texts.length))]
      if (!found) return text
      const value = JSON.stringify(hostile[random(hostile.length)])
      return text.slice(0, found.index) + value + text.slice(found.index + found[0].length)
    }
    default:
      return text + text
  }
}

function expectHarmless(report: ProcessReport): void {
  const lines = [
    ...describeProcesses(report.processes, { root: report.root }),
    ...drawTree(report),
    ...writeJobSummary(report, { GITHUB_ACTIONS: 'true' }).map(line => line.replace(/^::\w+ /, '')),
  ]
  for (const line of lines) {
    expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
    expect(line).not.toMatch(/^\s*::|##\[|##vso\[/)
  }
  const page = printPage(report, [])
  expect(page).not.toContain('<script>alert')
  expect(page).not.toContain('<img src=x')
  const summary = printSummary(report)
  expect(summary).not.toMatch(/<script|<img/)
  JSON.parse([...printJson(report, true)].join(''))
}

// A round takes 10 to 100 ms.
const timeout = 120_000 + rounds * 100

test(`${rounds} damaged data folders: combining throws nothing, and lists each process once`, {
  timeout,
}, async () => {
  const prototype = Object.keys(Object.prototype)
  for (let seed = 1; seed <= rounds; seed++) {
    const data = join(folder, `data${seed}`)
    for (const part of ['live', 'shared', 'texts', 'starts']) mkdirSync(join(data, part), { recursive: true })
    const spoilt = spoil(createRandom(seed))
    for (const [name, text] of spoilt) writeFileSync(join(data, name), text)
    try {
      const { processes } = await combine({ dataFile: join(data, 'data'), map: {}, isIncluded: () => true })
      const ids = processes.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const process of processes) if (process.state === 'lost') expect(process.reason).toBeTruthy()
      expectHarmless(buildReport({ root: folder, processes, redact: createRedact([]) }))
    } catch (error) {
      throw new Error(`seed ${seed}: ${describe(spoilt)}`, { cause: error })
    }
    rmSync(data, { recursive: true })
  }
  expect(Object.keys(Object.prototype)).toEqual(prototype)
  expect(readdirSync(folder)).toEqual(['program.js'])
  expect(readFileSync(program, 'utf8')).toContain('function f')
})

function describe(spoilt: Map<string, string>): string {
  const changed = [...spoilt].filter(([name, text]) => files.get(name) !== text)
  return changed.map(([name, text]) => `${name}: ${text}`).join('\n')
}
