import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ProcessInfo } from '../../src/contract/process-info.ts'

// Without /proc, as on macOS.
vi.mock('../../src/system/proc-stat.ts', () => ({
  hasProc: () => false,
  readStat: () => undefined,
  watchStarvation: () => () => 0,
}))
// A process that lives and does not answer.
vi.mock('../../src/system/answer-file.ts', () => ({
  openAnswerFile: () => ({ readLength: () => 0, hasStartRecord: () => true, isDeaf: () => false }),
}))

let now = 0
beforeEach(() => {
  now = 0
  vi.resetModules()
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(Math.round(now * 1e6)))
  vi.spyOn(process, 'kill').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** How long a sender waits, in ms, on a machine where each of its waits takes `delay` ms longer than asked. */
async function waitFor(delay: number): Promise<number> {
  vi.spyOn(Atomics, 'wait').mockImplementation((...args: unknown[]) => {
    now += Number(args[3]) + delay
    return 'timed-out'
  })
  const { askToFlushSync } = await import('../../src/system/ask.ts')
  const record = { id: '1-0-a', pid: process.pid } as ProcessInfo
  const results = askToFlushSync('/no/such/data', [record], { timeout: 100, limit: 1000 })
  expect(results.get('1-0-a')).toBe('silent')
  return now
}

test.for([
  [0, 250, 255],
  // The usual delay of a timer on Windows.
  [16, 250, 270],
  // A machine with so much other work that this process hardly got any time.
  [30, 300, 1040],
  [100, 900, 1105],
] as const)(
  'without /proc, a wait of 100 ms whose parts take %i ms longer takes %i to %i ms',
  async ([delay, least, most]) => {
    const waited = await waitFor(delay)
    expect(waited).toBeGreaterThanOrEqual(least)
    expect(waited).toBeLessThanOrEqual(most)
  },
)
