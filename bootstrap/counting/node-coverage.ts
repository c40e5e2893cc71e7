// NODE_V8_COVERAGE and the test runner's --experimental-test-coverage: Node itself counts, with the same counters as we, takes
// them at the end and writes a file. Where it does, it is asked to take (`v8.takeCoverage()`) whenever we want the counts, and
// we read its file: so its files hold what they would without us.

import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { textFile } from '../../src/contract/data-layout.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { debugLog } from '../node/debug-log.ts'
import { isThere } from '../node/is-there.ts'
import { isMainThread } from '../node/main-thread.ts'
import {
  apply,
  copyFileSync,
  mkdirSync,
  now,
  parse,
  readdirSync,
  readText,
  renameSync,
  unlinkSync,
} from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { loadThreads } from '../node/threads-module.ts'
import { mergeCounts } from './merge-counts.ts'

/** Node's own counting in this thread. */
export interface NodeCoverage {
  /** The counts that Node has taken since the last call, and now. `isLast`: Node's own last file will follow. */
  take(isLast: boolean): ScriptCoverage[]
}

interface CoverageFile {
  folder: string
  name: string
  time: number
}

const variable = 'NODE_V8_COVERAGE'

/** Joins Node's own counting; undefined where there is none. `restart` is called when the program
 * itself has had Node take them, `taken` gets what the test runner takes for its summary. */
export function joinNodeCoverage(
  dataFile: string,
  restart: () => void,
  taken: (counts: ScriptCoverage[]) => void,
): NodeCoverage | undefined {
  const folder = process.env[variable]
  const isTestRunner = `${process.execArgv} ${process.env.NODE_OPTIONS}`.includes(
    '--experimental-test-coverage',
  )
  if (!folder && !isTestRunner) return undefined
  const v8 = require('node:v8') as typeof import('node:v8')
  const { syncBuiltinESMExports } = require('node:module') as typeof import('node:module')
  const threadId = isMainThread ? 0 : loadThreads().module.threadId
  const { takeCoverage } = v8
  replaceFunction(v8, 'takeCoverage', original => {
    return function takeCoverage(this: unknown, ...args: unknown[]) {
      const result = apply(original, this, args)
      restart()
      return result
    }
  })
  syncBuiltinESMExports()
  const startTime = Math.floor(performance.timeOrigin)
  const pattern = new RegExp(`^coverage-${process.pid}-(\\d+)-${threadId}\\.json$`)
  const seen = new Set<string>()
  const held: { file: CoverageFile; path: string }[] = []

  /** Files that this thread has written since the last call. */
  const findNew = (where: string): CoverageFile[] => {
    const found: CoverageFile[] = []
    for (const name of listFiles(where)) {
      const time = Number(pattern.exec(name)?.[1] ?? 0)
      // One of an earlier process with our pid.
      if (time < startTime || seen.has(name)) continue
      seen.add(name)
      found.push({ folder: where, name, time })
    }
    return found
  }
  const hold = (file: CoverageFile) => {
    const path = textFile(dataFile, file.name)
    try {
      makeFolder(folderOf(path))
      move(`${file.folder}/${file.name}`, path)
      held.push({ file, path })
    } catch (error) {
      debugLog(`${file.name} not held`, error)
    }
  }
  /** Under an earlier time: Node's own last file may be written within the same millisecond, and takes its name from that. */
  const giveBack = (from: string, file: CoverageFile) => {
    let { time } = file
    let to: string
    do {
      time--
      to = `${file.folder}/coverage-${process.pid}-${time}-${threadId}.json`
    } while (isThere(to))
    move(from, to)
    seen.add(to.slice(file.folder.length + 1))
  }

  if (isTestRunner) {
    watchSummary(where => {
      const files = findNew(where)
      if (files.length > 0) taken(readAll(files))
    })
  }
  return {
    take(isLast) {
      const current = process.env[variable]
      // The test runner counts into a folder of its own, which it reads and removes at its end.
      const isSummarised = isTestRunner && current !== undefined && current !== folder
      const where = isSummarised ? current : folder
      if (!where || (isTestRunner && isLast)) return []
      const before = findNew(where)
      // Two files of the same millisecond would be one.
      const last = before.reduce((time, file) => Math.max(time, file.time), 0)
      while (now() <= last);
      takeCoverage()
      const own = findNew(where)
      const counts = readAll([...before, ...own])
      if (isSummarised) return counts
      // Without us there would be a file at a normal end, and none at any other.
      if (!isLast) for (const file of own) hold(file)
      else {
        for (const file of own) giveBack(`${file.folder}/${file.name}`, file)
        for (const { file, path } of held.splice(0)) giveBack(path, file)
      }
      return counts
    },
  }
}

/** Calls `found` with the test runner's folder before it reads it; it is gone a moment later. */
function watchSummary(found: (folder: string) => void): void {
  const { Dir } = require('node:fs') as typeof import('node:fs')
  let looked: unknown
  replaceFunction(Dir.prototype, 'readSync', original => {
    return function readSync(this: { path: string }, ...args: unknown[]) {
      if (looked !== this && this.path === process.env[variable]) {
        looked = this
        try {
          found(this.path)
        } catch (error) {
          debugLog('test coverage not read', error)
        }
      }
      return apply(original, this, args)
    }
  })
}

function readAll(files: CoverageFile[]): ScriptCoverage[] {
  let counts: ScriptCoverage[] = []
  for (const { folder, name } of files)
    counts = mergeCounts(counts, parse(readText(`${folder}/${name}`)).result)
  return counts
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Nothing written yet.
    return []
  }
}

function makeFolder(folder: string): void {
  if (!isThere(folder)) mkdirSync(folder, { mode: 0o700 })
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // Another file system.
    copyFileSync(from, to)
    unlinkSync(from)
  }
}
