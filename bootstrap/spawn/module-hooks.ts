// Node (20 to 26) runs the hooks of `module.register` and `--loader` in a thread of its own. Mostly they are those of an installed tool such as
// tsx, and counting in that thread would cost each process of the tool 35 to 70 ms. So the bootstrap only waits there. The thread that
// registers a file of the project has it count before Node loads the file.
import { beginWhenAsked, requestBegin } from '../endings/threads/thread-requests.ts'
import { runSafely } from '../node/debug-log.ts'
import { whenLoaded } from '../node/module-list.ts'
import { apply, defineProperty, getPrototypeOf } from '../node/primordials.ts'
import { type AnyFunction, replaceFunction } from '../node/replace-function.ts'
import { loadThreads } from '../node/threads-module.ts'
import { areOwnHooks, hasOwnLoader } from './own-hooks.ts'

/** A message of Node's to the thread for module hooks. */
interface HooksMessage {
  method: string
  args: unknown[]
}

/** Calls `begin` in the thread for module hooks: at once if `--loader` names a file of the project, else before one is registered. */
export function countOwnHooks(roots: string[], begin: () => void): void {
  if (hasOwnLoader(roots)) begin()
  else beginWhenAsked(begin)
}

/** Has hooks counted that this thread registers. `counted` gets the thread's number and what was registered. */
export function watchModuleHooks(roots: string[], counted: (threadId: number, file: string) => void): void {
  let isCounted = false
  const look = ({ method, args }: HooksMessage) => {
    const specifier = args[0]
    const parent = args[1]
    if (isCounted || method !== 'register' || typeof specifier !== 'string') return
    if (!areOwnHooks(specifier, typeof parent === 'string' ? parent : '', roots)) return
    const threadId = requestBegin()
    if (threadId === 0) return
    isCounted = true
    counted(threadId, specifier)
  }
  whenLoaded('NativeModule internal/modules/esm/hooks', () =>
    watchHooksPort(message => runSafely('module hooks are not counted', () => look(message))),
  )
}

/**
 * Calls `look` before each message to the thread for module hooks. The first one tells Node's port, which no program gets to see. Until then
 * every port is watched, but no code of the program runs: the thread was started to send that message.
 */
function watchHooksPort(look: (message: HooksMessage) => void): void {
  const { prototype } = loadThreads().module.MessagePort
  const wrap = (original: AnyFunction) =>
    function postMessage(this: object, ...args: unknown[]): unknown {
      if (isHooksMessage(args[0])) {
        undo?.()
        defineProperty(this, 'postMessage', { configurable: true, value: watch(original) })
        look(args[0])
      }
      return apply(original, this, args)
    }
  const watch = (original: AnyFunction) =>
    function postMessage(this: object, ...args: unknown[]): unknown {
      if (isHooksMessage(args[0])) look(args[0])
      return apply(original, this, args)
    }
  const undo = replaceFunction(prototype, 'postMessage', wrap)
}

function isHooksMessage(message: unknown): message is HooksMessage {
  if (typeof message !== 'object' || message === null || getPrototypeOf(message)) return false
  const { method, args } = message as Partial<HooksMessage>
  return typeof method === 'string' && Array.isArray(args)
}
