import { constants } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SignalCarrier, survival } from '../../bootstrap/endings/signals/carry-out.ts'

const { SIGTERM, SIGINT, SIGIO } = constants.signals

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A process that survives what it is sent, and what was done to it, in order. */
function createProcess(pid = 7, handled: readonly number[] = []) {
  const log: string[] = []
  const note = (act: string) => (signalNumber?: number) => {
    log.push(signalNumber === undefined ? act : `${act} ${signalNumber}`)
  }
  const carrier = new SignalCarrier({
    pid,
    isForProgram: signalNumber => handled.includes(signalNumber),
    checkpoint: note('checkpoint'),
    save: note('save'),
    letGo: note('let go'),
    send: note('send'),
    catchAgain: note('catch again'),
  })
  return { carrier, log }
}

const carriedOut = (signalNumber: number) => ['save', 'let go', 'send'].map(act => `${act} ${signalNumber}`)

test('the counts are saved before the signal is sent again', () => {
  const { carrier, log } = createProcess()
  carrier.receive(SIGTERM)
  expect(log).toEqual(carriedOut(SIGTERM))
  expect(carrier.isDying).toBe(true)
})

test('a second signal changes nothing while the first is carried out', () => {
  const { carrier, log } = createProcess()
  carrier.receive(SIGTERM)
  carrier.receive(SIGINT)
  expect(log).toEqual(carriedOut(SIGTERM))
})

test.for([SIGTERM, SIGINT, SIGIO])(
  'a process that survives signal %i is ready for the next one',
  signalNumber => {
    const { carrier, log } = createProcess()
    for (let turn = 0; turn < 3; turn++) {
      log.length = 0
      carrier.receive(signalNumber)
      vi.advanceTimersByTime(survival)
      expect(log).toEqual([...carriedOut(signalNumber), `catch again ${signalNumber}`])
      expect(carrier.isDying).toBe(false)
    }
  },
)

test('the first process of a container only saves its counts, each time', () => {
  const { carrier, log } = createProcess(1)
  for (const signalNumber of [SIGTERM, SIGTERM, SIGINT]) carrier.receive(signalNumber)
  expect(log).toEqual(['checkpoint', 'checkpoint', 'checkpoint'])
  expect(carrier.isDying).toBe(false)
})

test("a signal for the program's own handler is left to it", () => {
  const { carrier, log } = createProcess(7, [SIGTERM])
  carrier.receive(SIGTERM)
  expect(log).toEqual([])
})
