import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { cleanText } from '../../report/content/describe-process.ts'
import { printLines } from '../../report/content/line-ranges.ts'
import type { ProcessReport, ReportedFile } from '../../report/content/model.ts'
import { describeUnknown } from '../../report/content/unknown.ts'
import { type Answer, explainLines } from '../../report/content/why.ts'
import { nearestName } from '../../run/nearest-name.ts'
import { OptionError } from '../../run/option.ts'
import type { Command } from '../command.ts'
import { flagsOf, placeOptions } from '../option-specs.ts'
import { resolveSettings } from '../settings.ts'

/** `covtree why`: the tests whose processes ran a line. */
export const why: Command = {
  usage: 'covtree why [options] <file>[:<line>[-<line>]]',
  description: `
Lists the tests whose processes ran a line, some lines or any line of a file.
Reads subprocess.json of a run with contexts: \`covtree run --contexts\`, or
\`vitest run --coverage --coverage.subprocess.contexts\`.
Exits with 1 if no process ran it.
`,
  options: [...flagsOf('reportsDir'), ...placeOptions],
  examples: ['covtree why src/a.ts:42', 'covtree why src/a.ts:42-60', 'covtree why src/a.ts'],
  async run({ flags, operands }) {
    const [place, ...more] = operands
    if (place === undefined || more.length > 0)
      throw new OptionError('Name one file, with or without a line: write `covtree why src/a.ts:42`.')
    const { root, reportsDir } = await resolveSettings(flags)
    const path = join(reportsDir, 'subprocess.json')
    const report = readReport(path, relative(process.cwd(), path))
    const { name, from, to } = readPlace(place)
    const file = findFile(report, root, name)
    if (!file) {
      if (!existsSync(resolve(name))) throw nameUnknown(report, name)
      process.stdout.write(`${sayNone(name, report)}.\n`)
      return 1
    }
    const answer = explainLines(report, { file, ...(from === undefined ? {} : { from, to: to ?? from }) })
    const shown = `${file.path}${from === undefined ? '' : `:${from}${to && to !== from ? `-${to}` : ''}`}`
    process.stdout.write(
      `${printAnswer(shown, answer, describeUnknown(report.processes, root)).join('\n')}\n`,
    )
    if (isNewer(resolve(root, file.path), path)) {
      process.stderr.write(
        `covtree: ${file.path} was changed after the report was written, lines may have moved (outdated-report)\n`,
      )
    }
    return answer.byContext.size + answer.byShared.size > 0 ? 0 : 1
  },
}

function readReport(path: string, shown: string): ProcessReport {
  if (!existsSync(path)) {
    throw new OptionError(
      `No ${shown}: make it with \`vitest run --coverage --coverage.subprocess.contexts\`, or name its folder with \`--reports-dir\`.`,
    )
  }
  const report = parseReport(readFileSync(path, 'utf8'))
  if (report?.version !== 1)
    throw new OptionError(
      `Cannot read ${shown}: it is not a process report of this version of covtree. Run the tests again.`,
    )
  if (!report.contexts || !report.files?.every(file => file.sets)) {
    throw new OptionError(
      `${shown} does not say which process ran which line: run again with \`--coverage.subprocess.contexts\` (\`covtree run --contexts\`).`,
    )
  }
  return report
}

function parseReport(text: string): ProcessReport | undefined {
  try {
    return JSON.parse(text) as ProcessReport
  } catch {
    return undefined
  }
}

/** Reads `src/a.ts`, `src/a.ts:42`, `src/a.ts:42-50`, or a compiler's `src/a.ts:42:7`. */
function readPlace(place: string): { name: string; from?: number; to?: number } {
  const [, name = place, from, to] = /^(.*?):(\d+)(?:-(\d+)|:\d+)?:?$/.exec(place) ?? []
  if (from === undefined) return { name }
  const first = Number(from)
  const last = to === undefined ? first : Number(to)
  if (first < 1 || last < first)
    throw new OptionError(`Invalid lines in \`${place}\`: write the first before the last.`)
  return { name, from: first, to: last }
}

/** Finds a file by its path from the root or the current folder, or by the end of its path if that is unique. */
function findFile({ files = [] }: ProcessReport, root: string, name: string): ReportedFile | undefined {
  const path = relative(root, resolve(name)).split(sep).join('/')
  const plain = name.replace(/^\.\//, '')
  const exact = files.find(file => file.path === path || file.path === plain)
  if (exact) return exact
  const ending = files.filter(file => file.path.endsWith(`/${plain}`))
  if (ending.length > 1)
    throw new OptionError(
      `\`${name}\` matches ${ending.map(file => file.path).join(' and ')}: name one of them with its folder.`,
    )
  return ending[0]
}

/** Says that no process ran a file, or, where a process was lost, that none of the counted ones did. */
function sayNone(name: string, { processes, root }: ProcessReport): string {
  const unknown = describeUnknown(processes, root)
  return unknown ? `No counted process ran a line of ${name}; ${unknown}` : `No process ran a line of ${name}`
}

function nameUnknown({ files = [] }: ProcessReport, name: string): OptionError {
  const near = nearestName(
    name,
    files.map(file => file.path),
  )
  return new OptionError(`No process ran a line of \`${name}\`${near ? `: did you mean \`${near}\`?` : '.'}`)
}

function printAnswer(place: string, answer: Answer, unknown: string | undefined): string[] {
  const { lines, byContext, byShared, testWorkers, nearest } = answer
  if (lines.length === 0) {
    const hint =
      nearest === undefined ? '' : `: ask for line ${nearest}, where the statement before it begins`
    return [`No statement begins on ${place}${hint}.`]
  }
  const own =
    testWorkers.length === 0
      ? 'no test worker ran it itself'
      : testWorkers.length === lines.length
        ? 'test workers ran it themselves'
        : `test workers themselves ran ${nameLines(testWorkers)}`
  const printed: string[] = []
  const list = (contexts: ReadonlyMap<string, number[]>) => {
    for (const [context, ran] of contexts) {
      const part = ran.length === lines.length ? '' : `  (${nameLines(ran)})`
      printed.push(`  ${cleanText(context)}${part}`)
    }
  }
  const tests = (count: number) => `${count} ${count === 1 ? 'test or hook' : 'tests and hooks'}`
  if (byContext.size > 0)
    printed.push(`${place} was run through processes of ${tests(byContext.size)}; ${own}.`)
  list(byContext)
  if (byShared.size > 0)
    printed.push(
      `${place} was run by a server shared by ${byShared.size} tests that ran at the same time; ${own}.`,
    )
  list(byShared)
  if (printed.length > 0) return printed
  return [
    unknown ? `No counted process ran ${place}; ${own}; ${unknown}.` : `No process ran ${place}; ${own}.`,
  ]
}

function nameLines(lines: number[]): string {
  return `${lines.length === 1 ? 'line' : 'lines'} ${printLines(lines).replaceAll(',', ', ')}`
}

function isNewer(path: string, than: string): boolean {
  try {
    return statSync(path).mtimeMs > statSync(than).mtimeMs
  } catch {
    return false
  }
}
