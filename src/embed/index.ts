// For a program that wants a say in its own measurement. Outside a covtree run each function does nothing and costs nothing.
import { type EmbedApi, embedKey } from '../contract/embed.ts'

/** Signals as Node names them, `'SIGTERM'` for example. */
export type Signal = `SIG${string}`

function findApi(): EmbedApi | undefined {
  if (typeof process !== 'object') return undefined
  const found: unknown = Reflect.get(Object.getPrototypeOf(process) as object, 'emit', embedKey)
  return typeof found === 'object' && found !== null ? (found as EmbedApi) : undefined
}

/** Whether this process or thread is counted by covtree. */
export function isActive(): boolean {
  return findApi() !== undefined
}

/** Writes what was counted so far, synchronously, and goes on counting. Returns whether it was written; `false` outside a run. */
export function flush(): boolean {
  return findApi()?.flush() ?? false
}

/**
 * Writes the data when `signal` arrives, from now on. Listeners of the program run after that as they would; without any, the
 * process then dies of the signal. Like every listener, it is not called while the program is busy. Does nothing in a thread.
 * @throws TypeError if no process can listen to `signal`, in a run and outside.
 */
export function flushOnSignal(signal: Signal): void {
  if (!/^SIG[A-Z0-9]+$/.test(signal)) {
    const name = /^sig/i.test(signal) ? signal.toUpperCase() : 'SIGTERM'
    throw new TypeError(`Invalid signal '${signal}': use '${name}'.`)
  }
  if (signal === 'SIGKILL' || signal === 'SIGSTOP')
    throw new TypeError(`Invalid signal '${signal}': no process can catch it, use 'SIGTERM'.`)
  findApi()?.flushOnSignal(signal as NodeJS.Signals)
}

/** {@link flushOnSignal} for SIGTERM. */
export function flushOnSigterm(): void {
  flushOnSignal('SIGTERM')
}
