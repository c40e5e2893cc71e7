import type { ProcessReport } from './model.ts'

/**
 * Prints subprocess.json: one process, file or coverage a line, so that it can be read, compared and searched with line tools.
 * @param withContexts whether to keep which contexts ran which lines
 */
export function printJson(report: ProcessReport, withContexts: boolean): string {
  const { processes, files, contexts, coverages, ...head } = withContexts ? report : withoutContexts(report)
  const parts = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  for (const [key, list] of Object.entries({ processes, files, contexts, coverages })) {
    if (!list) continue
    const lines = list.map(item => `    ${JSON.stringify(item)}`)
    parts.push(`  ${JSON.stringify(key)}: [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]`)
  }
  return `{\n${parts.join(',\n')}\n}\n`
}

function withoutContexts({ contexts, coverages, ...report }: ProcessReport): ProcessReport {
  if (!report.files) return report
  return {
    ...report,
    processes: report.processes.map(({ coverage, ...process }) => process),
    files: report.files.map(({ sets, ...file }) => file),
  }
}
