// Which tests the data files of a server belong to, by time. A server writes its counts when a test begins and when it ends:
//
//   data files       0        1           2       3            4
//   ------------- startup | test a | between | test b | test c and d |
//
// Each data file holds what was counted since the one before. It belongs to the tests that ran at some time in between: to one test,
// to several that ran at the same time, or to none.
import type { TestTime } from '../../contract/data-file.ts'
import type { ReadDataFile } from '../data/data-file.ts'

/** One data file of a server, and the contexts of the tests that ran while its counts arose, sorted. */
export interface TestPart {
  file: ReadDataFile
  contexts: string[]
}

/** Splits the data files of a server by test. Undefined for a process with one data file, or if no test is known to have run beside it. */
export function splitByTest(
  files: readonly ReadDataFile[],
  times: readonly TestTime[],
): TestPart[] | undefined {
  if (files.length < 2 || times.length === 0) return undefined
  let before = 0
  let isBeside = false
  const parts = files.map((file): TestPart => {
    const until = file.header?.takenAt ?? Number.POSITIVE_INFINITY
    const contexts = times
      .filter(({ start, end }) => start < until && end > before)
      .map(({ context }) => context)
    before = until
    isBeside ||= contexts.length > 0
    return { file, contexts: [...new Set(contexts)].sort() }
  })
  return isBeside ? parts : undefined
}
