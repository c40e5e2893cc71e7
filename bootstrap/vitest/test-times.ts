// Tests behind a shared server: V8's counts of a server do not say which test a request came from. With the option `contexts` servers
// write their counts before and after each test, and the test worker notes when the test ran. Counts between two data files of a server
// belong to the tests that ran between them.

import { contextSeparator } from '../../src/contract/context.ts'
import type { TestTime } from '../../src/contract/data-file.ts'
import { liveFile } from '../../src/contract/data-layout.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { askToFlushSync } from '../../src/system/ask.ts'
import { readStartRecords } from '../../src/system/start-records.ts'
import { appendLines } from '../data/write-file.ts'
import { readClock } from '../node/clock.ts'
import { debugLog } from '../node/debug-log.ts'
import { stringify } from '../node/primordials.ts'
import { readSettings, type Settings } from '../settings.ts'

/** The settings of the run; null where the option is off, undefined until they are read. */
let asker: Settings | null | undefined
let file: string | undefined
/** When servers wrote their counts last, by {@link readClock}. */
let lastAnswer = Number.NEGATIVE_INFINITY

/** A hook that uses a server takes longer than this, in ms. */
const shortestPause = 1

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

/** Runs a test. If servers live, lets them write their counts before and after it, and notes when it ran. */
export async function timeTest(name: string, run: () => Promise<void>): Promise<void> {
  // Right behind another test nothing can have reached a server in between.
  const isBesideServer = readClock() - lastAnswer < shortestPause || askServers(name)
  const start = readClock()
  try {
    await run()
  } finally {
    const end = readClock()
    if (askServers(name) || isBesideServer) note({ context: name, start, end })
  }
}

/** Blocks until the servers have written their counts, or did not begin in time. Returns whether there are any. Never throws. */
function askServers(name: string): boolean {
  try {
    const { dataFile, config } = asker!
    const servers = readStartRecords(dataFile).filter(record => isServer(record, name))
    if (servers.length === 0) return false
    askToFlushSync(dataFile, servers, { timeout: config.askTimeout })
    lastAnswer = readClock()
    return true
  } catch (error) {
    debugLog('servers not asked', error)
    return false
  }
}

function readAsker(): Settings | null {
  const settings = readSettings('')
  // A timeout of 0 means: never ask.
  return settings?.config.testTimes && settings.config.askTimeout > 0 ? settings : null
}

/** A process that was started outside of any test: by globalSetup, or by the test file, its suites or hooks. */
function isServer({ context }: ProcessInfo, name: string): boolean {
  if (context === 'globalSetup') return true
  const [testFile] = name.split(contextSeparator)
  return (
    context === testFile ||
    (context.startsWith(`${testFile}${contextSeparator}`) && context.endsWith('(beforeAll)'))
  )
}

function note(time: TestTime): void {
  try {
    // Named like the files of processes. The time in ns tells the threads of one process apart.
    const id = `${process.pid}-0-${Math.floor(time.start * 1e6).toString(36)}`
    file ??= liveFile(asker!.dataFile, id, '.tests')
    appendLines(file, `${stringify(time)}\n`)
  } catch (error) {
    debugLog('test not noted', error)
  }
}
