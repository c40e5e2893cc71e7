import { constants } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { pretendSystem } from './on-system.ts'

afterEach(() => {
  vi.resetModules()
})

async function load(system: NodeJS.Platform) {
  vi.resetModules()
  pretendSystem(system)
  return import('../../bootstrap/endings/signals/deadly-signals.ts')
}

test.for([
  ['linux', true],
  ['darwin', false],
  ['freebsd', false],
  ['openbsd', false],
] as const)('SIGIO kills a process without a handler on %s: %s', async ([system, isDeadly]) => {
  const signals = await load(system)
  expect(signals.isDeadly(constants.signals.SIGIO)).toBe(isDeadly)
  expect(signals.signalsToCatch().includes(constants.signals.SIGIO)).toBe(isDeadly)
})

test('signals that kill no process are never caught', async () => {
  const { isDeadly, isDeadlyOnceHandled, signalsToCatch } = await load('linux')
  for (const name of ['SIGCHLD', 'SIGURG', 'SIGWINCH', 'SIGCONT'] as const)
    expect(isDeadlyOnceHandled(constants.signals[name])).toBe(false)
  for (const name of ['SIGPIPE', 'SIGXFSZ', 'SIGUSR1'] as const) {
    expect(isDeadly(constants.signals[name])).toBe(false)
    expect(isDeadlyOnceHandled(constants.signals[name])).toBe(true)
  }
  expect(signalsToCatch().every(isDeadly)).toBe(true)
})
