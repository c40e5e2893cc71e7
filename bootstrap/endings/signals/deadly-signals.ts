import { caughtSignals } from '../../../src/contract/caught-signals.ts'
import { ownOptions } from '../../node/own-options.ts'
import { signals } from '../../node/signal-numbers.ts'

/** Signals that kill no process by default. */
const harmless = [
  'SIGCHLD',
  'SIGURG',
  'SIGWINCH',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGINFO',
] as const

/**
 * Signals that Node ignores (SIGPIPE, SIGXFSZ) or handles (SIGUSR1 starts the inspector). When a program removes its last listener for one,
 * libuv restores the system's default instead, which kills.
 */
const changedByNode = ['SIGPIPE', 'SIGXFSZ', 'SIGUSR1'] as const

const names = new Map<number, NodeJS.Signals>()
for (const [name, number] of Object.entries(signals)) {
  // SIGIOT is SIGABRT, and SIGPOLL is SIGIO. Node reports the first name.
  if (!names.has(number!)) names.set(number!, name as NodeJS.Signals)
}
const harmlessNumbers = new Set<number | undefined>(harmless.map(name => signals[name]))
const changedNumbers = new Set<number | undefined>(changedByNode.map(name => signals[name]))
// On macOS and BSD its default is to do nothing.
if (process.platform !== 'linux') harmlessNumbers.add(signals.SIGIO)

/** Whether a signal kills a process that has, and had, no handler for it. */
export function isDeadly(signalNumber: number): boolean {
  return isDeadlyOnceHandled(signalNumber) && !changedNumbers.has(signalNumber)
}

/** Whether a signal kills a process that had a handler for it and removed it. */
export function isDeadlyOnceHandled(signalNumber: number): boolean {
  return names.has(signalNumber) && !harmlessNumbers.has(signalNumber)
}

/** The name of a signal. */
export function signalName(signalNumber: number): NodeJS.Signals | undefined {
  return names.get(signalNumber)
}

/** With `--trace-sigint` a handler in Node's own native code prints a stack trace. A handle of ours would take its place. */
const tracesInterrupts = ownOptions.includes('--trace-sigint')

/**
 * The numbers of the signals to catch: those of {@link caughtSignals} that this system has, and that kill there. Right in the main thread
 * only: another thread has options of its own.
 * @param saveSignal the main thread answers this one itself
 */
export function signalsToCatch(saveSignal?: NodeJS.Signals): number[] {
  const numbers = new Set<number>()
  for (const name of caughtSignals) {
    const number = signals[name]
    if (name === saveSignal || (name === 'SIGINT' && tracesInterrupts)) continue
    if (number !== undefined && isDeadly(number)) numbers.add(number)
  }
  return [...numbers]
}
