// Wraps Node's modules when the program loads them. Loading them only to wrap them cost each child 0.1 to 3 ms.
import { runSafely } from './debug-log.ts'
import { defineProperty, getPrototypeOf, setPrototypeOf } from './primordials.ts'

type Entry =
  | 'NativeModule worker_threads'
  | 'NativeModule inspector'
  | 'NativeModule internal/modules/esm/hooks'
  | 'Internal Binding process_wrap'
  | 'Internal Binding spawn_sync'
  | 'Internal Binding tcp_wrap'
  | 'Internal Binding pipe_wrap'

/**
 * `isLate`: Node is loading a module right now, perhaps because a property that it computes lazily is being read (`defineLazyProperties`). Reading
 * that property again ends the process (a check of V8 in Node 22 to 26), and `syncBuiltinESMExports` reads all such properties. It
 * is not needed then: ES modules get their exports at their first import.
 */
type Act = (isLate: boolean) => void

const waiting = new Map<string, Act[]>()
let isWatching = false

/** Calls `act` once a module of Node is loaded, before the program can use it; at once if it is loaded or if the list cannot be watched. */
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
 * Node (20 to 26) appends the name of each module to a list as the last step of loading it. Setting a new element looks for a setter in the
 * list's prototype, which we replace by a proxy.
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
      // Modules that `acts` load are not in the list afterwards: the append that we interrupt sets the length it had computed.
      for (let i = 0; i < acts.length; i++) runSafely('a module of Node is not wrapped', () => acts[i]!(true))
    }
    return isSet
  }
  return setPrototypeOf(list, new Proxy(ownPrototype, { set }))
}
