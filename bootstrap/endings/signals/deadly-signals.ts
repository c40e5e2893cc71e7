import { signals } from '../../node/signal-numbers.ts'

/** Signals whose default is not death, or which Node itself sets aside (SIGPIPE and SIGXFSZ ignored, SIGUSR1 starts the inspector). */
const harmless = [
  'SIGCHLD',
  'SIGURG',
  'SIGWINCH',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGPIPE',
  'SIGUSR1',
  'SIGINFO',
  'SIGXFSZ',
] as const

const guarded = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGXCPU',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGBREAK',
] as const

const names = new Map<number, NodeJS.Signals>()
for (const [name, number] of Object.entries(signals)) {
  // SIGIOT and SIGABRT, SIGIO and SIGPOLL are one: the first name is the one that Node reports.
  if (!names.has(number!)) names.set(number!, name as NodeJS.Signals)
}
const harmlessNumbers = new Set<number | undefined>(harmless.map(name => signals[name]))

/** Whether a process without a handler dies of a signal. */
export function isDeadly(signalNumber: number): boolean {
  return names.has(signalNumber) && !harmlessNumbers.has(signalNumber)
}

/** The name of a signal. */
export function signalName(signalNumber: number): NodeJS.Signals | undefined {
  return names.get(signalNumber)
}

/**
 * Deadly signals that are caught when they come from elsewhere. Not among them: what a fault or the kernel's limits raise
 * (a handler would run on broken ground), SIGABRT (`abort()` in native code) and SIGPROF (V8's sampling profiler).
 */
export function signalsToGuard(): number[] {
  const numbers = new Set<number>()
  for (const name of guarded) {
    const number = signals[name]
    if (number !== undefined) numbers.add(number)
  }
  return [...numbers]
}
