import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildReport } from '../../src/report/content/build-report.ts'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { createRedact } from '../../src/report/content/redact.ts'
import { findReport } from '../../src/report/output/report-links.ts'
import { plainStyle } from '../../src/report/output/terminal-style.ts'
import { publishReport } from '../../src/report/publish.ts'
import { processInfo } from '../core/process-info.ts'

const index = '<html><h1>All files</h1></html>'

/** A folder of reports with these files. */
function createFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-links-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const file = (path: string) => ({ path, lines: '1', testWorkers: '', processes: '1' })
const reportOf = (...paths: string[]) => ({ files: paths.map(file) }) as ProcessReport

describe("the pages of Istanbul's report", () => {
  test.each<[name: string, pages: string[], paths: string[], links: object]>([
    ['no report', [], ['src/a.ts'], {}],
    ['no pages of files', ['index.html'], ['src/a.ts'], { index: '../index.html' }],
    [
      'folders in common left out',
      ['index.html', 'a.ts.html', 'lib/b.ts.html'],
      ['src/a.ts', 'src/lib/b.ts'],
      { index: '../index.html', pages: { 'src/a.ts': '../a.ts.html', 'src/lib/b.ts': '../lib/b.ts.html' } },
    ],
    [
      'nothing in common',
      ['index.html', 'src/a.ts.html', 'bin/b #1.js.html'],
      ['src/a.ts', 'bin/b #1.js'],
      {
        index: '../index.html',
        pages: { 'src/a.ts': '../src/a.ts.html', 'bin/b #1.js': '../bin/b%20%231.js.html' },
      },
    ],
    [
      'the reporter lcov',
      ['lcov-report/index.html', 'lcov-report/a.ts.html'],
      ['src/a.ts'],
      { index: '../lcov-report/index.html', pages: { 'src/a.ts': '../lcov-report/a.ts.html' } },
    ],
  ])('are found by looking: %s', (_, pages, paths, links) => {
    const folder = createFolder(Object.fromEntries(pages.map(page => [page, index])))
    expect(findReport(folder, reportOf(...paths))).toEqual(links)
  })
})

describe('publishing', () => {
  const publish = (folder: string, html: boolean, state: 'lost' | 'counted' = 'lost') =>
    publishReport(
      buildReport({
        root: folder,
        processes: [
          {
            ...processInfo(7, { argv: ['node', 'a.js'], cwd: folder }),
            coveredStatements: 0,
            state,
          },
        ],
        redact: createRedact([]),
      }),
      { folder, html, contexts: false, tree: false, jobSummary: false, environment: {}, style: plainStyle },
    )

  test('puts a link with the number of lost processes into the index, once', () => {
    const folder = createFolder({ 'index.html': index, 'lcov-report/index.html': index })
    publish(folder, true)
    publish(folder, true)
    const link = (href: string, text: string) => `<a href="${href}">${text}</a>`
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    expect(read('index.html').split('subprocess/index.html')).toHaveLength(2)
    expect(read('index.html')).toContain(link('subprocess/index.html', 'Subprocesses (1 lost)'))
    expect(read('lcov-report/index.html')).toContain(
      link('../subprocess/index.html', 'Subprocesses (1 lost)'),
    )
    publish(folder, true, 'counted')
    expect(read('index.html')).toContain(link('subprocess/index.html', 'Subprocesses'))
  })

  test('without the page removes that of an earlier run, and nothing else', () => {
    const folder = createFolder({})
    const page = join(folder, 'subprocess/index.html')
    publish(folder, true)
    expect(existsSync(page)).toBe(true)
    publish(folder, false)
    expect(existsSync(dirname(page))).toBe(false)
    mkdirSync(dirname(page))
    writeFileSync(page, '<title>My own page</title>')
    publish(folder, false)
    expect(readFileSync(page, 'utf8')).toBe('<title>My own page</title>')
  })
})
