// Requests to flush from outside: SIGURG, which does nothing by default and which almost no program uses.
import { constants } from 'node:os'
import type { SignalHandleClass } from './signal-handle.ts'

/** Answers SIGURG by `answer`. On Windows there is no SIGURG: nobody can ask. */
export function answerRequests(handleClass: SignalHandleClass | undefined, answer: () => void): void {
  const number = constants.signals.SIGURG
  if (!handleClass || number === undefined) return
  const handle = new handleClass()
  handle.unref()
  handle.onsignal = answer
  handle.start(number)
}
