import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pretendSystem } from './on-system.ts'

/** A command that a test ends, and the listeners of signals that the other code of this process has. */
class Command extends EventEmitter {
  kill = vi.fn()
}

let command: Command
let isForGroup: boolean

beforeEach(() => {
  vi.resetModules()
  command = new Command()
  isForGroup = false
  vi.doMock('node:child_process', () => ({ spawn: () => command }))
  vi.doMock('../../src/cli/windows-command.ts', () => ({ startOnWindows: () => command }))
  vi.doMock('../../src/cli/group-signals.ts', () => ({
    watchGroup: () => ({ gotSignal: async () => isForGroup, end() {} }),
  }))
})

afterEach(() => {
  vi.doUnmock('node:child_process')
  vi.doUnmock('../../src/cli/windows-command.ts')
  vi.doUnmock('../../src/cli/group-signals.ts')
  vi.resetModules()
})

/** Runs the command on a system, and gives this process a signal meanwhile as its terminal or another process would. */
async function runAndSignal(system: NodeJS.Platform, signal: NodeJS.Signals) {
  pretendSystem(system)
  const before = process.listeners(signal)
  const { runCommand } = await import('../../src/cli/run-command.ts')
  const result = runCommand('server', [])
  await vi.waitFor(() => expect(process.listeners(signal).length).toBe(before.length + 1))
  const own = process.listeners(signal).find(listener => !before.includes(listener)) as (
    signal: NodeJS.Signals,
  ) => unknown
  await own(signal)
  command.emit('exit', 3, null)
  expect(await result).toEqual({ outcome: 3, isStarted: true })
  expect(process.listeners(signal)).toEqual(before)
  return command.kill.mock.calls
}

test.for(['SIGINT', 'SIGBREAK', 'SIGHUP'] as const)(
  'on Windows, where a console sends it to the command itself, %s ends neither covtree nor the command',
  async signal => {
    expect(await runAndSignal('win32', signal)).toEqual([])
  },
)

test.for(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGVTALRM', 'SIGPWR'] as const)(
  'elsewhere %s to covtree alone is passed on',
  async signal => {
    expect(await runAndSignal('linux', signal)).toEqual([[signal]])
  },
)

test('a signal to the whole group is not passed on', async () => {
  isForGroup = true
  expect(await runAndSignal('linux', 'SIGINT')).toEqual([])
})
