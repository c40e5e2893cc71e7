// Modules of Node that need wrapping are wrapped when the program loads them: loading them for that cost each child 0.1 to 3 ms.
import { debugLog } from './debug-log.ts'
import { defineProperty, getPrototypeOf, setPrototypeOf } from './primordials.ts'

type Entry =
  | 'NativeModule worker_threads'
  | 'NativeModule inspector'
  | 'Internal Binding process_wrap'
  | 'Internal Binding spawn_sync'
  | 'Internal Binding tcp_wrap'
  | 'Internal Binding pipe_wrap'

/**
 * `isLate`: it is called in the middle of a loading, which may be that of a property that Node computes when it is read (`defineLazyProperties`).
 * Reading that property again ends the process (V8's check in Node 22 to 26), and `syncBuiltinESMExports` reads all of them. Nor is
 * it needed then: what a module exports to ES modules is taken when one first imports it.
 */
type Act = (isLate: boolean) => void

const waiting = new Map<string, Act[]>()
let isWatching = false

/** Calls `act` once a module of Node is loaded, before the program gets hold of it; at once if it is loaded or nobody will tell. */
export function whenLoaded(entry: Entry, act: Act): void {
  const list = (process as { moduleLoadList?: string[] }).moduleLoadList
  if (!Array.isArray(list) || list.includes(entry) || !(isWatching || watchList(list))) {
    act(false)
    return
  }
  isWatching = true
  const acts = waiting.get(entry)
  if (acts) acts[acts.length] = act
  else waiting.set(entry, [act])
}

/**
 * Node (20 to 26) appends the name of each of its modules to a list, as the last step of loading it. A new element is looked up
 * in the list's prototypes first, where a trap waits.
 */
function watchList(list: string[]): boolean {
  if (Number.parseInt(process.versions.node, 10) < 20 || !Object.isExtensible(list)) return false
  const ownPrototype = getPrototypeOf(list)!
  const set = (_: object, key: string | symbol, value: unknown, receiver: object) => {
    const isSet = defineProperty(receiver, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
    const acts = receiver === list ? waiting.get(value as string) : undefined
    if (acts) {
      waiting.delete(value as string)
      if (waiting.size === 0) {
        isWatching = false
        setPrototypeOf(list, ownPrototype)
      }
      // What these load is not listed: the one who appends sets the length that it has in mind.
      for (let i = 0; i < acts.length; i++) runSafely(acts[i]!)
    }
    return isSet
  }
  return setPrototypeOf(list, new Proxy(ownPrototype, { set }))
}

function runSafely(act: Act): void {
  try {
    act(true)
  } catch (error) {
    debugLog('a module of Node is not wrapped', error)
  }
}
