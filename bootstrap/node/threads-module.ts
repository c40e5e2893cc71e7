// `node:worker_threads` takes 1 to 2 ms to load (Node 20 to 26) and few programs use it. So it is loaded when the program loads it.
import { isMainThread } from './main-thread.ts'
import { whenLoaded } from './module-list.ts'

type ThreadsModule = typeof import('node:worker_threads')

/** Parts of the module, taken before the program could replace them. */
export interface Threads {
  module: ThreadsModule
  Worker: ThreadsModule['Worker']
  BroadcastChannel: ThreadsModule['BroadcastChannel']
  /** `Worker.prototype.postMessage`. */
  postToThread: (message: unknown) => void
  /** `BroadcastChannel.prototype.postMessage`. */
  postToChannel: (message: unknown) => void
}

let taken: Threads | undefined

/** Loads the module if the program has not done so. */
export function loadThreads(): Threads {
  if (!taken) {
    const module = require('node:worker_threads') as ThreadsModule
    const { Worker, BroadcastChannel } = module
    // Loading may have called functions that wait for the module; they took the originals and have wrapped them.
    taken ??= {
      module,
      Worker,
      BroadcastChannel,
      postToThread: Worker.prototype.postMessage,
      postToChannel: BroadcastChannel.prototype.postMessage,
    }
  }
  return taken
}

/** Calls `act` once the module is loaded, before the program can use it; at once in a thread. */
export function whenThreadsLoad(act: (isLate: boolean) => void): void {
  if (isMainThread) whenLoaded('NativeModule worker_threads', act)
  else act(false)
}
