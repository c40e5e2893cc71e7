import libCoverage from 'istanbul-lib-coverage'
import { describe, expect, test } from 'vitest'
import type { CoverageMapData, FileCoverageData } from '../../src/core/index.ts'
import { listPartialBranches } from '../../src/report/content/partial-branches.ts'
import {
  countCoveredByFile,
  describeGain,
  metrics,
  printPercent,
  sumTotals,
  totalByFile,
} from '../../src/report/content/totals.ts'

const at = (line: number, column = 0) => ({ start: { line, column }, end: { line, column: column + 1 } })

function file(path: string, s: number[], f: number[], b: number[][]): FileCoverageData {
  const byId = <T>(values: T[]) => Object.fromEntries(values.map((value, id) => [String(id), value]))
  return {
    path,
    // Two statements a line: a line is covered if one of them ran.
    statementMap: byId(s.map((_, id) => at(1 + (id >> 1), id))),
    fnMap: byId(f.map((_, id) => ({ name: `f${id}`, decl: at(id + 1), loc: at(id + 1) }))),
    branchMap: byId(
      b.map((arms, id) => ({ type: 'if', loc: at(10 + id), locations: arms.map(() => at(10 + id)) })),
    ),
    s: byId(s),
    f: byId(f),
    b: byId(b),
  }
}

const ownMap = () => ({
  '/a.ts': file(
    '/a.ts',
    [1, 0, 0, 0, 0],
    [1, 0],
    [
      [0, 0],
      [1, 0],
    ],
  ),
})
const wholeMap = (): CoverageMapData => ({
  '/a.ts': file(
    '/a.ts',
    [3, 0, 0, 2, 0],
    [1, 1],
    [
      [1, 0],
      [1, 0],
    ],
  ),
  '/b.ts': file('/b.ts', [1], [], []),
})

describe('the totals of a report', () => {
  test('are those of istanbul-lib-coverage, in each metric and file', () => {
    const map = wholeMap()
    const totals = totalByFile(map, countCoveredByFile(ownMap()))
    const oracle = libCoverage.createCoverageMap(map as libCoverage.CoverageMapData)
    const sum = sumTotals(totals.values())
    for (const metric of metrics) {
      const { total, covered } = oracle.getCoverageSummary()[metric]
      expect(sum[metric], metric).toMatchObject({ total, covered })
      expect(printPercent(covered, total)).toBe(`${oracle.getCoverageSummary()[metric].pct} %`)
      for (const path of oracle.files()) {
        const { total, covered } = oracle.fileCoverageFor(path).toSummary()[metric]
        expect(totals.get(path)![metric], `${metric} of ${path}`).toMatchObject({ total, covered })
      }
    }
  })

  test('know what the test workers had covered before the counts of processes were added in place', () => {
    const map = ownMap() as CoverageMapData
    const covered = countCoveredByFile(map)
    Object.assign(map['/a.ts']!.s, { 1: 1, 3: 2 })
    map['/b.ts'] = file('/b.ts', [1], [], [])
    const { statements, lines } = sumTotals(totalByFile(map, covered).values())
    expect(statements).toEqual({ total: 6, testWorkers: 1, covered: 4 })
    expect(lines).toEqual({ total: 4, testWorkers: 1, covered: 3 })
  })

  test('without test workers say nothing of them', () => {
    const { statements } = sumTotals(totalByFile(wholeMap(), undefined).values())
    expect(statements).toEqual({ total: 6, covered: 3 })
    expect(describeGain(statements)).toBeUndefined()
  })
})

test.each([
  [{ total: 23, testWorkers: 5, covered: 23 }, '21.73 % → 100 %'],
  [{ total: 3, testWorkers: 0, covered: 2 }, '0 % → 66.66 %'],
  [{ total: 3, testWorkers: 2, covered: 2 }, undefined],
  [{ total: 0, testWorkers: 0, covered: 0 }, undefined],
  [{ total: 3, covered: 2 }, undefined],
])('%j reads %j', (total, text) => {
  expect(describeGain(total)).toBe(text)
})

test('a branch is partial if it ran, but not with all its arms', () => {
  const arms = [[0, 0], [2, 0], [1, 1], [0], [3], [0, 1, 1]]
  expect(listPartialBranches(file('/a.ts', [], [], arms))).toEqual([
    [11, 1, 2],
    [13, 0, 1],
    [15, 2, 3],
  ])
})
