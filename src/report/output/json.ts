import type { ProcessReport } from '../content/model.ts'

/**
 * Prints subprocess.json, in parts: one process, file or coverage a line, so that it can be read, compared and searched with line
 * tools.
 * @param withContexts whether to keep which contexts ran which lines
 */
export function* printJson(report: ProcessReport, withContexts: boolean): Generator<string> {
  const { processes, files, contexts, coverages, ...head } = withContexts ? report : withoutContexts(report)
  let before = '{\n'
  for (const [key, value] of Object.entries(head)) {
    yield `${before}  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    before = ',\n'
  }
  for (const [key, list] of Object.entries({ processes, files, contexts, coverages })) {
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
