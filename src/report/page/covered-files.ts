import { countLines } from '../content/line-ranges.ts'
import { fileAddress } from './address.ts'
import type { CoveredFile } from './coverage.ts'
import type { Run } from './data.ts'
import { countOf, el } from './element.ts'

/** Lists files with the lines that a process or a test ran in them, most lines first. */
export function listCoveredFiles(run: Run, covered: readonly CoveredFile[]): HTMLElement {
  const sorted = [...covered].sort((a, b) => b.count - a.count)
  return el(
    'ul',
    { class: 'plain covered' },
    ...sorted.map(({ file, lines, count, own = '' }) => {
      const { path } = run.files[file]!
      const first = Number.parseInt(own || lines, 10)
      return el(
        'li',
        {},
        el('a', { href: fileAddress(path, first), class: 'code-link' }, path),
        el('span', { class: 'covered-lines', title: lines }, `${countOf(count, 'line')}: ${spread(lines)}`),
        own === ''
          ? undefined
          : el(
              'span',
              { class: 'covered-lines covered-own', title: own },
              `${countLines(own).toLocaleString('en')} only here: ${spread(own)}`,
            ),
      )
    }),
  )
}

function spread(lines: string): string {
  return lines.replaceAll(',', ', ')
}
