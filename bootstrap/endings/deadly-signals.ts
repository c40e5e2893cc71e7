import { constants } from 'node:os'

/** Signals whose default is not death, or which Node itself sets aside (SIGPIPE ignored, SIGUSR1 starts the inspector). */
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
] as const

const names = new Map<number, NodeJS.Signals>()
for (const [name, number] of Object.entries(constants.signals)) {
  // SIGIOT and SIGABRT, SIGIO and SIGPOLL are one: the first name is the one that Node reports.
  if (!names.has(number)) names.set(number, name as NodeJS.Signals)
}
const harmlessNumbers = new Set<number | undefined>(
  harmless.map(name => (constants.signals as Record<string, number>)[name]),
)

/** Whether a process without a handler dies of a signal. */
export function isDeadly(signalNumber: number): boolean {
  return names.has(signalNumber) && !harmlessNumbers.has(signalNumber)
}

/** The name of a signal. */
export function signalName(signalNumber: number): NodeJS.Signals | undefined {
  return names.get(signalNumber)
}

/** All deadly signals that a process can catch. */
export function catchableDeadlySignals(): number[] {
  return [...names.keys()].filter(number => isDeadly(number) && number !== constants.signals.SIGKILL)
}
