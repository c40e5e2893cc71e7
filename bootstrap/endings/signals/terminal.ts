import { runSafely } from '../../node/debug-log.ts'
import { signals } from '../../node/signal-numbers.ts'

/** Leaves raw mode as Node does when SIGINT or SIGTERM kills it. Node's own handler for that is gone once a signal has had another handler. */
export function resetTerminal(signalNumber: number): void {
  if (signalNumber !== signals.SIGINT && signalNumber !== signals.SIGTERM) return
  runSafely('terminal not reset', () => {
    const { isatty } = require('node:tty') as typeof import('node:tty')
    if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false)
  })
}
