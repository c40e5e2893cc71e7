import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import libCoverage from 'istanbul-lib-coverage'
import libReport from 'istanbul-lib-report'
import reports from 'istanbul-reports'
import { afterEach, expect, test } from 'vitest'
import type { CoverageMapData } from '../../src/core/index.ts'
import { writeJsonReport } from '../../src/run/reports/json-report.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-json-'))
  folders.push(folder)
  return folder
}

function makeMap(paths: readonly string[]): CoverageMapData {
  const loc = { start: { line: 1, column: 0 }, end: { line: 1, column: Number.POSITIVE_INFINITY } }
  return Object.fromEntries(
    paths.map((path, i) => [
      path,
      {
        path,
        statementMap: { 0: loc },
        fnMap: { 0: { name: 'ä"', decl: loc, loc, line: 1 } },
        branchMap: { 0: { type: 'if', loc, locations: [loc, { start: {}, end: {} } as never], line: 1 } },
        s: { 0: i },
        f: { 0: 0 },
        b: { 0: [1, i] },
      },
    ]),
  )
}

test.for([
  [[]],
  [['/p/b.js']],
  [['/p/src/b.js', '/p/src/a.js']],
  [['/p/src/lib/a.js', '/p/src/z.js', '/p/src-b/a.js', '/p/src/a/b.js', '/p/src/a-b/c.js', '/p/src/a.js']],
  [['/p/z.js', '/p/a/b/c.js', '/p/a/é.js', '/p/A/b.js', '/q.js']],
])('writes %j as istanbul-reports does', ([paths]) => {
  const [own, theirs] = [makeFolder(), makeFolder()]
  const map = makeMap(paths!)
  writeJsonReport(map, own)
  const context = libReport.createContext({
    dir: theirs,
    coverageMap: libCoverage.createCoverageMap(map as libCoverage.CoverageMapData),
  })
  reports.create('json').execute(context as never)
  const [text, expected] = [own, theirs].map(folder =>
    readFileSync(join(folder, 'coverage-final.json'), 'utf8'),
  )
  expect(text).toBe(expected)
})
