import { debugLog } from '../../node/debug-log.ts'
import { signals } from '../../node/signal-numbers.ts'

/** Node resets a raw terminal when SIGINT or SIGTERM ends it; its handler for that is gone once a signal had another one. */
export function resetTerminal(signalNumber: number): void {
  if (signalNumber !== signals.SIGINT && signalNumber !== signals.SIGTERM) return
  try {
    const { isatty } = require('node:tty') as typeof import('node:tty')
    if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false)
  } catch (error) {
    debugLog('terminal not reset', error)
  }
}
