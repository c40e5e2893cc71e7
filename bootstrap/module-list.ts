// Modules of Node that need wrapping are wrapped when the program loads them: loading them for that cost each child 0.1 to 3 ms.
import { debugLog } from './debug-log.ts'
import { defineProperty, getPrototypeOf, setPrototypeOf } from './primordials.ts'

type Entry =
  | 'NativeModule worker_threads'
  | 'NativeModule inspector'
  | 'Internal Binding process_wrap'
  | 'Internal Binding spawn_sync'

const waiting = new Map<string, (() => void)[]>()
let isWatching = false

/** Calls `act` once a module of Node is loaded, before the program gets hold of it; at once if it is loaded or nobody will tell. */
export function whenLoaded(entry: Entry, act: () => void): void {
  const list = (process as { moduleLoadList?: string[] }).moduleLoadList
  if (!Array.isArray(list) || list.includes(entry) || !(isWatching || watchList(list))) {
    act()
    return
  }
  isWatching = true
  const acts = waiting.get(entry)
  if (acts) acts[acts.length] = act
  else waiting.set(entry, [act])
}

/**
 * Node (20 to 26) appends the name of each of its modules to a list, as the last step of loading it. A new element is looked up
 * in the list's prototypes first, where a setter waits at the index that comes next.
 */
function watchList(list: string[]): boolean {
  if (Number.parseInt(process.versions.node, 10) < 20 || !Object.isExtensible(list)) return false
  const ownPrototype = getPrototypeOf(list)!
  const prototype = Object.create(ownPrototype) as Record<number, unknown>
  let armed = -1
  const arm = (index: number) => {
    if (armed !== -1) delete prototype[armed]
    armed = index
    const set = (value: string) => {
      arm(index + 1)
      defineProperty(list, index, { value, writable: true, enumerable: true, configurable: true })
      const acts = waiting.get(value)
      if (!acts) return
      waiting.delete(value)
      for (let i = 0; i < acts.length; i++) runSafely(acts[i]!)
      if (waiting.size === 0) {
        isWatching = false
        setPrototypeOf(list, ownPrototype)
      }
      // What these have loaded is cut off again: the one who appends sets the length that it has in mind.
      else arm(index + 1)
    }
    defineProperty(prototype, index, { set, configurable: true })
  }
  arm(list.length)
  return setPrototypeOf(list, prototype)
}

function runSafely(act: () => void): void {
  try {
    act()
  } catch (error) {
    debugLog('a module of Node is not wrapped', error)
  }
}
