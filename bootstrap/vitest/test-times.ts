// Tests behind a shared server: V8's counts of a server do not say which test a request came from. With the option `contexts` servers
// write their counts before and after each test, and the test worker notes when the test ran. Counts between two data files of a server
// belong to the tests that ran between them.

import type { TestTime } from '../../src/contract/data-file.ts'
import { liveFile } from '../../src/contract/data-layout.ts'
import { readClock } from '../../src/system/clock.ts'
import { appendLines } from '../data/write-file.ts'
import { debugLog, runSafely } from '../node/debug-log.ts'
import { stringify } from '../node/primordials.ts'
import { readSettings, type Settings } from '../settings.ts'
import { saveServers, type TestServers } from './test-servers.ts'

/** The settings of the run; null where the option is off, undefined until they are read. */
let asker: Settings | null | undefined
let file: string | undefined
/** The servers after the last test, and when that was. */
let last: { servers: TestServers | undefined; time: number } | undefined

/** A hook that uses a server takes longer than this, in ms. */
const shortestPause = 1

/** Runs a test. If servers live, lets them write their counts before and after it, and notes when it ran. */
export async function timeTest(name: string, run: () => Promise<void>): Promise<void> {
  // Right behind another test nothing can have reached a server in between.
  const isRightBehind = last !== undefined && readClock() - last.time < shortestPause
  const before = isRightBehind ? last!.servers : saveSafely(name)
  const start = readClock()
  try {
    await run()
  } finally {
    const end = readClock()
    const after = saveSafely(name)
    last = { servers: after, time: readClock() }
    // The last data of a server that has ended meanwhile belongs to this test, too.
    if (before?.asked !== after?.asked || before?.ids.some(id => !after?.ids.includes(id)))
      note({ context: name, start, end })
  }
}

/** Whether tests are to be timed: the option `contexts` is on. Reads the config of the run, once. */
export function isTimingTests(): boolean {
  try {
    if (asker === undefined) asker = readAsker()
  } catch (error) {
    asker = null
    debugLog('tests are not timed', error)
  }
  return asker !== null
}

function readAsker(): Settings | null {
  const settings = readSettings('')
  // A timeout of 0 means: never ask.
  return settings?.config.testTimes && settings.config.askTimeout > 0 ? settings : null
}

function saveSafely(name: string): TestServers | undefined {
  return runSafely('servers not asked', () => saveServers(asker!, name))
}

function note(time: TestTime): void {
  // Named like the files of processes. The time in ns tells the threads of one process apart.
  const id = `${process.pid}-0-${Math.floor(time.start * 1e6).toString(36)}`
  file ??= liveFile(asker!.dataFile, id, '.tests')
  const path = file
  runSafely('test not noted', () => appendLines(path, `${stringify(time)}\n`))
}
