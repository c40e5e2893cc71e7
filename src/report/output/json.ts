import type { ProcessReport } from '../content/model.ts'

/**
 * Prints subprocess.json, in parts. Each process, file and coverage has a line of its own, so that tools for lines (`grep`,
 * `diff`) can search and compare it.
 * @param withContexts whether to keep which contexts ran which lines
 */
export function* printJson(report: ProcessReport, withContexts: boolean): Generator<string> {
  const { processes, files, filesNotRun, contexts, coverages, ...head } = withContexts
    ? report
    : withoutContexts(report)
  let before = '{\n'
  for (const [key, value] of Object.entries(head)) {
    yield `${before}  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    before = ',\n'
  }
  for (const [key, list] of Object.entries({ processes, files, filesNotRun, contexts, coverages })) {
    if (!list) continue
    yield `${before}  ${JSON.stringify(key)}: [`
    for (const [index, item] of list.entries()) yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(item)}`
    yield list.length === 0 ? ']' : '\n  ]'
  }
  yield '\n}\n'
}

function withoutContexts({ contexts, coverages, ...report }: ProcessReport): ProcessReport {
  if (!report.files) return report
  return {
    ...report,
    processes: report.processes.map(({ coverage, ...process }) => process),
    files: report.files.map(({ sets, ...file }) => file),
  }
}
