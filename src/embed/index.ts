// For programs that save their own counts at moments of their choice. Outside a covtree run each function does nothing.
import { type EmbedApi, embedKey } from '../contract/embed.ts'
import { environmentNames } from '../contract/environment.ts'

/** Variables of a process, as `spawn` takes them. */
export type Environment = Record<string, string | undefined>

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

/** Writes the counts so far, synchronously, and goes on counting. Returns whether they were written; `false` outside a run. */
export function flush(): boolean {
  return findApi()?.flush() ?? false
}

/**
 * From now on, writes the counts when `signal` arrives. After that the program's listeners run; without any, the signal kills the process.
 * Like every listener, it is not called while the program is busy. Does nothing in a thread.
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

/**
 * A copy of an environment in which a child, and everything it starts, runs without covtree.
 * @param env environment of the child. @default process.env
 */
export function withoutCoverage(env: Environment = readEnvironment()): Environment {
  return { ...env, [environmentNames.dataFile]: '' }
}

function readEnvironment(): Environment {
  return typeof process === 'object' ? process.env : {}
}
