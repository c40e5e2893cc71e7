// Servers beside tests. A server writes its counts when the test worker asks for them, so that they can be told apart by test.
import { contextSeparator } from '../../src/contract/context.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { askToFlushSync } from '../../src/system/ask.ts'
import { readCpuTime, readStat } from '../../src/system/proc-stat.ts'
import { readStartRecords } from '../../src/system/start-records.ts'
import type { Settings } from '../settings.ts'

/** CPU time in ms of servers that wrote their counts and then slept, by id. A server that has used no more CPU time since has nothing to write. */
const idleTimes = new Map<string, number>()

/** How often, and for how many ms each, we wait for a server that has answered to sleep. */
const mostTurns = 10
const turn = 0.1

/** The servers of a test at some moment. */
export interface TestServers {
  ids: readonly string[]
  /** How often servers were asked so far, for any test of this thread. As long as the number stays, no server has run code. */
  asked: number
}

let asked = 0

/** Lists the servers of a test. Blocks until those that may have run code have written their counts, or did not begin in time. */
export function saveServers({ dataFile, config }: Settings, test: string): TestServers {
  const servers = readStartRecords(dataFile).filter(record => isServer(record, test))
  const working = servers.filter(hasWorked)
  if (working.length > 0) {
    asked++
    const results = askToFlushSync(dataFile, working, { timeout: config.askTimeout })
    for (const server of working) {
      const time = results.get(server.id) === 'answered' ? readIdleTime(server) : undefined
      if (time === undefined) idleTimes.delete(server.id)
      else idleTimes.set(server.id, time)
    }
  }
  return { ids: servers.map(({ id }) => id), asked }
}

/** A process that was started outside of any test: by globalSetup, or by the test file, its suites or hooks. */
function isServer({ context }: ProcessInfo, test: string): boolean {
  if (context === 'globalSetup') return true
  const [testFile] = test.split(contextSeparator)
  return (
    context === testFile ||
    (context.startsWith(`${testFile}${contextSeparator}`) && context.endsWith('(beforeAll)'))
  )
}

/** True also where the system does not tell. */
function hasWorked(server: ProcessInfo): boolean {
  const time = idleTimes.get(server.id)
  return time === undefined || time !== readCpuTime(threadOf(server))
}

/** CPU time of a server that sleeps; undefined if it does not, or where the system does not tell. */
function readIdleTime(server: ProcessInfo): number | undefined {
  const thread = threadOf(server)
  const cell = new Int32Array(new SharedArrayBuffer(4))
  for (let i = 0; i < mostTurns; i++) {
    // In this order: if the server runs in between, its CPU time is another one later.
    const time = readCpuTime(thread)
    if (time === undefined) return undefined
    if (readStat(thread)?.state === 'S') return time
    Atomics.wait(cell, 0, 0, turn)
  }
  return undefined
}

function threadOf({ task, pid }: ProcessInfo): number | string {
  return task ?? pid
}
