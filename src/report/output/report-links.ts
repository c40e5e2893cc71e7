import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessReport } from '../content/model.ts'

/** Addresses of Istanbul's HTML report, seen from the page in `subprocess/`. */
export interface ReportLinks {
  /** Its index. */
  index?: string
  /** By path of a source file, relative to the root: the page of that file. */
  pages?: Record<string, string>
}

/** Where Istanbul's reports put their index, relative to the folder of the reports: `html` and `lcov`. */
export const indexFolders = ['.', 'lcov-report'] as const

/**
 * Finds Istanbul's HTML report by looking for its files. Istanbul leaves out the folders that all files of the report have in common:
 * the page of `src/lib/a.ts` is `src/lib/a.ts.html`, `lib/a.ts.html` or `a.ts.html`. The form holds for all files alike.
 * @param folder absolute path of the folder of the reports
 */
export function findReport(folder: string, { files = [], filesNotRun = [] }: ProcessReport): ReportLinks {
  const found = indexFolders.find(name => existsSync(join(folder, name, 'index.html')))
  if (found === undefined) return {}
  const base = found === '.' ? '..' : `../${found}`
  const links: ReportLinks = { index: `${base}/index.html` }
  const paths = [...files, ...filesNotRun].map(({ path }) => path)
  const deepest = Math.min(...paths.map(path => path.split('/').length))
  for (let depth = 0; depth < deepest; depth++) {
    const names = paths.map(path => path.split('/').slice(depth).join('/'))
    if (!names.every(name => existsSync(join(folder, found, `${name}.html`)))) continue
    const pages = paths.map((path, index) => [path, `${base}/${encodePath(names[index]!)}.html`])
    return { ...links, pages: Object.fromEntries(pages) }
  }
  return links
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
