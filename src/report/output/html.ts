import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ProcessReport } from '../content/model.ts'
import { embedJson, escapeHtml } from './escape.ts'
import type { ReportLinks } from './report-links.ts'
import { printStatic } from './static-page.ts'

/** The beginning of the title of each page. */
const titleStart = 'Subprocesses of '

/**
 * Prints the whole page: one file that loads nothing. Its security policy lets only our own script run, which it identifies by hash.
 * @param sources text of each file of the report, in the same order
 */
export function printPage(
  report: ProcessReport,
  sources: readonly (string | undefined)[],
  links: ReportLinks = {},
): string {
  const script = readPart('app.js')
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  const title = `${titleStart}${report.root.replace(/^.*\//, '')}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${readPart('style.css')}</style>
</head>
<body>
${printStatic(report)}
<script type="application/json" id="data">${embedJson({ report, sources: sources.map(source => source ?? null), links })}</script>
<script>${script}</script>
</body>
</html>
`
}

/** Whether a text is a page that {@link printPage} printed. */
export function isPage(html: string): boolean {
  return html.slice(0, 2000).includes(`<title>${titleStart}`)
}

/** The build bundles src/report/page/ into two files beside the bootstrap. */
function readPart(name: string): string {
  const bootstrap = createRequire(import.meta.url).resolve('covtree/bootstrap')
  return readFileSync(join(bootstrap, '../../report/page', name), 'utf8')
}
