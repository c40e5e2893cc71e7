// NODE_V8_COVERAGE and the test runner's --experimental-test-coverage. Node itself counts then, with V8's only set of counters, and writes
// a file at the end. Whenever we want counts, we have Node take them (`v8.takeCoverage()`) and read its file. So Node's files
// hold in the end what they would without covtree.

import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { runSafely } from '../node/debug-log.ts'
import { isMainThread } from '../node/main-thread.ts'
import { ownOptions } from '../node/own-options.ts'
import { apply, now } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { loadThreads } from '../node/threads-module.ts'
import { type CoverageFile, CoverageFiles, readCounts } from './coverage-files.ts'

/** Node's own counting in this thread. */
export interface NodeCoverage {
  /** Has Node take the counts, and returns those since the last call. `isLast`: Node writes its own last file after this. */
  take(isLast: boolean): ScriptCoverage[]
}

const variable = 'NODE_V8_COVERAGE'
const runnerOption = '--experimental-test-coverage'

/**
 * Joins Node's own counting; undefined where there is none.
 * @param restart called after the program itself had Node take the counts
 * @param taken gets the counts that the test runner takes for its summary
 */
export function joinNodeCoverage(
  dataFile: string,
  restart: () => void,
  taken: (counts: ScriptCoverage[]) => void,
): NodeCoverage | undefined {
  const folder = process.env[variable]
  const isTestRunner = ownOptions.includes(runnerOption)
  if (!folder && !isTestRunner) return undefined
  const files = new CoverageFiles(dataFile, isMainThread ? 0 : loadThreads().module.threadId)
  /** Written since the last call of `take`, as the program had Node take the counts. */
  let byProgram: CoverageFile[] = []
  const findFolder = () => {
    const current = process.env[variable]
    // The test runner counts into a folder of its own, which it reads and removes at its end.
    const isSummarised = isTestRunner && current !== undefined && current !== folder
    return { where: isSummarised ? current : folder, isSummarised }
  }
  const takeCoverage = wrapTakeCoverage(take => {
    const { where } = findFolder()
    if (where) byProgram = byProgram.concat(files.findWritten(where, take))
    else take()
    restart()
  })
  if (isTestRunner) {
    watchSummary(where => {
      const found = files.findNew(where)
      if (found.length > 0) taken(readCounts(found))
    })
  }
  return {
    take(isLast) {
      const { where, isSummarised } = findFolder()
      if (!where || (isTestRunner && isLast)) return []
      const before = byProgram
      byProgram = []
      for (const { time } of before) waitForNextMillisecond(time)
      const own = files.findWritten(where, takeCoverage)
      const counts = readCounts(before.concat(own))
      if (isSummarised) return counts
      // Without covtree, Node writes one file at a normal end and none at any other.
      if (isLast) files.giveBack(own)
      else files.hold(own)
      return counts
    },
  }
}

/** Calls `around` for each `v8.takeCoverage()` of the program; `around` must call `take`. Returns the original. */
function wrapTakeCoverage(around: (take: () => void) => void): () => void {
  const v8 = require('node:v8') as typeof import('node:v8')
  const { syncBuiltinESMExports } = require('node:module') as typeof import('node:module')
  const { takeCoverage } = v8
  replaceFunction(v8, 'takeCoverage', original => {
    return function takeCoverage(this: unknown, ...args: unknown[]) {
      let result: unknown
      around(() => {
        result = apply(original, this, args)
      })
      return result
    }
  })
  syncBuiltinESMExports()
  return takeCoverage
}

/** Node names its files by the millisecond: two files of the same one would be one. A clock that was set back makes no wait. */
function waitForNextMillisecond(time: number): void {
  while (now() === time);
}

/** Calls `found` with the test runner's folder before the runner reads it. The folder is removed right after that. */
function watchSummary(found: (folder: string) => void): void {
  const { Dir } = require('node:fs') as typeof import('node:fs')
  let looked: unknown
  replaceFunction(Dir.prototype, 'readSync', original => {
    return function readSync(this: { path: string }, ...args: unknown[]) {
      if (looked !== this && this.path === process.env[variable]) {
        looked = this
        runSafely('test coverage not read', () => found(this.path))
      }
      return apply(original, this, args)
    }
  })
}
