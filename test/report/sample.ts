import type { CoverageMapData, FileCoverageData, ProcessRecord, ProcessState } from '../../src/core/index.ts'
import { buildReport } from '../../src/report/content/build-report.ts'
import type { FileLines } from '../../src/report/content/file-lines.ts'
import { LineCollector } from '../../src/report/content/line-collector.ts'
import { parseLines, printLines } from '../../src/report/content/line-ranges.ts'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { createRedact } from '../../src/report/content/redact.ts'
import { countCoveredByFile } from '../../src/report/content/totals.ts'
import type { ReportLinks } from '../../src/report/output/report-links.ts'

/** A report and the source texts of its files, as a run would give them. */
export interface Sample {
  report: ProcessReport
  sources: (string | undefined)[]
  links?: ReportLinks
}

export const sampleRoot = '/home/dev/shop'

const commands = [
  ['src/cli.ts', 'build', '--out', 'dist'],
  ['src/cli.ts', 'serve', '--port', '0', '--token=abcdef'],
  ['src/cli.ts', 'import', 'fixtures/orders.csv'],
  ['scripts/migrate.js', '--dry-run'],
  ['src/worker/resize.ts', '--width', '640'],
]
const tests = [
  'builds',
  'prints help',
  'rejects a bad file',
  'imports 1,000 orders',
  'shuts down on SIGTERM',
  'resizes',
]
const areas = ['cli', 'server', 'import', 'migrate', 'images', 'queue', 'auth', 'report']
const sourceFiles = [
  'src/cli.ts',
  'src/server.ts',
  'src/import/csv.ts',
  'src/import/orders.ts',
  'src/worker/resize.ts',
  'src/text.ts',
  'scripts/migrate.js',
]

/** A made-up run of this many processes and threads, the same for the same number. */
export function sampleRun(count: number): Sample {
  const random = createRandom(count)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const texts = sourceFiles.map(writeSource)
  const after = new Map<string, FileLines>()
  const before = new Map<string, FileLines>()
  for (const [index, path] of sourceFiles.entries()) {
    const lines = executableLines(texts[index]!)
    const covered = index % 2 === 0 ? lines.filter(line => line < 14) : []
    before.set(`${sampleRoot}/${path}`, { lines: printLines(lines), covered: printLines(covered) })
    after.set(`${sampleRoot}/${path}`, { lines: printLines(lines), covered: printLines(lines) })
  }
  // A few kinds of behaviour per program, shared by many processes.
  const kinds = commands.map(() =>
    Array.from({ length: 5 }, () =>
      sourceFiles
        .filter(() => random() < 0.6)
        .map(path => {
          const lines = executableLines(texts[sourceFiles.indexOf(path)]!)
          const from = Math.floor(random() * 6)
          return {
            path: `${sampleRoot}/${path}`,
            lines: lines.slice(from, from + 6 + Math.floor(random() * lines.length)),
          }
        }),
    ),
  )
  const collector = new LineCollector()
  const processes: ProcessRecord[] = []
  const start = Date.UTC(2026, 4, 4, 9, 30)
  const length = Math.max(3000, count * 12)
  for (let i = 0; i < count; i++) {
    const parent =
      i > 0 && random() < 0.35 ? processes[Math.max(0, i - 1 - Math.floor(random() * 6))] : undefined
    const isThread = parent !== undefined && random() < 0.5
    const area = areas[Math.floor((i / count) * areas.length)]!
    const kind = Math.floor(random() * commands.length)
    const state = pickState(random())
    const startTime = parent
      ? parent.startTime + Math.round(random() * 60)
      : start + Math.round((i / count) * length)
    const duration = Math.round(40 + random() ** 3 * length * 0.18)
    const lines = state === 'lost' || state === 'nothing-to-count' ? [] : pick(kinds[kind]!)
    const id = `${4000 + i}-${isThread ? 1 : 0}-${i.toString(36)}`
    if (lines.length > 0) collector.add(id, lines)
    // As npx and tsx do: they start the program and wait for it.
    const wrapper = parent === undefined && kind === 0 ? wrapperOf(id, startTime, duration) : undefined
    const context =
      parent?.context ?? (random() < 0.04 ? 'globalSetup' : `test/${area}.test.ts > ${area} > ${pick(tests)}`)
    if (wrapper && i + 1 < count) {
      i++
      processes.push({ ...wrapper, context })
    }
    processes.push({
      id,
      pid: isThread ? parent.pid : 4000 + i,
      ppid: parent?.pid ?? 900,
      threadId: isThread ? 1 : 0,
      ...(parent && { parent: parent.id }),
      ...(wrapper && processes.at(-1)?.id === wrapper.id && { parent: wrapper.id }),
      argv: [
        '/usr/local/bin/node',
        ...(isThread
          ? [`${sampleRoot}/src/worker/resize.ts`]
          : commands[kind]!.map((part, at) => (at === 0 ? `${sampleRoot}/${part}` : part))),
      ],
      execArgv: kind === 0 ? ['--import', 'tsx'] : [],
      cwd: kind === 3 ? `${sampleRoot}/packages/db` : sampleRoot,
      context,
      node: 'v24.21.0',
      startTime,
      duration,
      coveredStatements: lines.reduce((sum, file) => sum + file.lines.length, 0),
      state,
      ...endOf(state, startTime + duration, random()),
    })
  }
  const { map, coveredBefore } = writeMap(texts, before)
  const report = buildReport({
    root: sampleRoot,
    processes,
    redact: createRedact([]),
    map,
    coveredBefore,
    lines: { collected: collector.collected, before, after },
  })
  const sources = report.files!.map(file => texts[sourceFiles.indexOf(file.path)])
  return { report, sources }
}

/** The record of `npx tsx`, which starts a program and runs no file of the report itself. */
function wrapperOf(id: string, startTime: number, duration: number): Omit<ProcessRecord, 'context'> {
  return {
    id: `w${id}`,
    pid: 20_000 + Number.parseInt(id, 10),
    ppid: 900,
    threadId: 0,
    argv: ['/usr/local/bin/node', '/usr/local/lib/node_modules/npm/bin/npx-cli.js', 'tsx', 'src/cli.ts'],
    execArgv: [],
    cwd: sampleRoot,
    node: 'v24.21.0',
    startTime: startTime - 10,
    duration: duration + 20,
    coveredStatements: 0,
    state: 'nothing-to-count',
    end: { time: startTime + duration + 10, code: 0 },
  }
}

/** A coverage map in which processes ran all lines, and what of it test workers had covered; and two files that nothing ran. */
function writeMap(texts: readonly string[], before: ReadonlyMap<string, FileLines>) {
  const make = (path: string, text: string, covered: ReadonlySet<number>): FileCoverageData => {
    const lines = executableLines(text)
    const at = (line: number) => ({ start: { line, column: 2 }, end: { line, column: 40 } })
    const ifs = lines.filter(line => /\bif\b/.test(text.split('\n')[line - 1]!))
    return {
      path,
      statementMap: Object.fromEntries(lines.map((line, id) => [id, at(line)])),
      s: Object.fromEntries(lines.map((line, id) => [id, covered.has(line) ? 1 : 0])),
      fnMap: {
        0: { name: 'main', decl: at(9), loc: at(9) },
        1: { name: 'check', decl: at(28), loc: at(28) },
      },
      f: { 0: covered.size > 0 ? 1 : 0, 1: covered.has(29) ? 1 : 0 },
      branchMap: Object.fromEntries(
        ifs.map((line, id) => [id, { type: 'if', loc: at(line), locations: [at(line), at(line)] }]),
      ),
      b: Object.fromEntries(
        ifs.map((line, id) => [id, [covered.has(line) ? 1 : 0, covered.has(line) && id % 2 === 0 ? 3 : 0]]),
      ),
    }
  }
  const own: CoverageMapData = {}
  const map: CoverageMapData = {}
  for (const [index, name] of sourceFiles.entries()) {
    const path = `${sampleRoot}/${name}`
    own[path] = make(path, texts[index]!, new Set(parseLines(before.get(path)!.covered)))
    map[path] = make(path, texts[index]!, new Set(executableLines(texts[index]!)))
  }
  for (const name of ['src/legacy/ftp.ts', 'src/legacy/soap.ts']) {
    const path = `${sampleRoot}/${name}`
    own[path] = make(path, texts[0]!, new Set())
    map[path] = make(path, texts[0]!, new Set())
  }
  return { map, coveredBefore: countCoveredByFile(own) }
}

function pickState(random: number): ProcessState {
  if (random < 0.025) return 'lost'
  if (random < 0.04) return 'counted-until'
  if (random < 0.06) return 'still-running'
  if (random < 0.12) return 'nothing-to-count'
  return 'counted'
}

function endOf(
  state: ProcessState,
  time: number,
  random: number,
): Pick<ProcessRecord, 'end' | 'reason' | 'advice' | 'setting'> {
  if (state === 'lost' && random < 0.3)
    return {
      end: { time, signal: 'SIGTERM' },
      reason: 'killed by SIGTERM before it could write data',
      advice: 'Give it more time to answer before covtree delivers the signal.',
      setting: 'askTimeout: 500',
    }
  if (state === 'lost')
    return {
      reason: 'ended without writing data',
      advice: 'Let it save checkpoints while it runs, or end it by a signal that a test sends.',
      setting: 'checkpoint: 1000',
    }
  if (state === 'counted-until')
    return {
      reason: 'ended after its last data (checkpoint)',
      advice: 'Let it save checkpoints more often.',
      setting: 'checkpoint: 200',
    }
  if (state === 'still-running') return {}
  if (random < 0.08) return { end: { time, signal: 'SIGTERM' } }
  return { end: { time, code: random < 0.16 ? 1 : 0 } }
}

/** mulberry32: small, and good enough for samples. */
function createRandom(seed: number): () => number {
  let state = seed + 0x6d2b79f5
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function writeSource(path: string): string {
  const name = path.replace(/^.*\//, '').replace(/\..*$/, '')
  return `import { readFile } from 'node:fs/promises'

/** What \`${name}\` needs to know. */
export interface Settings {
  input: string
  isQuiet?: boolean
}

export async function ${name}(settings: Settings): Promise<number> {
  const text = await readFile(settings.input, 'utf8')
  const rows = text.split('\\n').filter(row => row !== '')
  if (rows.length === 0) {
    console.error('nothing to do in ' + settings.input)
    return 1
  }
  let failed = 0
  for (const row of rows) {
    try {
      check(row)
    } catch (error) {
      failed++
      if (!settings.isQuiet) console.error(String(error))
    }
  }
  return failed === 0 ? 0 : 2
}

function check(row: string): void {
  const fields = row.split(',')
  if (fields.length < 3) throw new Error('too few fields: ' + row)
  for (const field of fields) {
    if (field.includes('<script>')) throw new Error('no markup here')
  }
}
`
}

function executableLines(text: string): number[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      /^\s+(const|let|if|return|for|try|failed|console|check|throw)\b/.test(line) ? [index + 1] : [],
    )
}
