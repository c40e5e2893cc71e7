// How many async hooks the program has enabled. Node keeps the numbers in an array that the function `getHookArrays` of its internal module
// returns (Node 20 to 26). The inspector finds that function among the variables that a method of the public module uses. That takes 2 ms,
// so it is done only before a thread is started.
import { connectQuietly } from '../../counting/inspector-connection.ts'
import { debugLog } from '../../node/debug-log.ts'
import { getPrototypeOf, parse, stringify } from '../../node/primordials.ts'
import { lend } from '../hidden-calls.ts'

/** Numbers of hooks by kind; the kinds are init, before, after, destroy and promiseResolve. Node reads it before it calls a hook. */
export type HookCounts = Uint32Array

interface Property {
  name: string
  value?: { objectId?: string; description?: string }
}

interface Answer {
  result?: {
    result?: Property[] | { objectId?: string }
    internalProperties?: Property[]
  }
}

/** Reads how many hooks are enabled; undefined if Node's array cannot be found. */
export function readHookCounts(): HookCounts | undefined {
  const connection = connectQuietly()
  if (!connection) return undefined
  try {
    let counts: HookCounts | undefined
    const { createHook } = require('node:async_hooks') as typeof import('node:async_hooks')
    const receive = (value: HookCounts) => {
      counts = value
    }
    const { enable } = getPrototypeOf(createHook({})) as { enable: () => void }
    const finder = new Finder((method, params) => {
      connection.dispatch(stringify({ id: 1, method, params }))
      return parse(connection.messages[connection.messages.length - 1]!) as Answer
    })
    lend({ enable, receive }, expression => finder.find(expression))
    return counts
  } catch (error) {
    debugLog('async hooks not found', error)
    return undefined
  }
}

/** Looks through objects of this thread by the inspector. */
class Finder {
  readonly #post: (method: string, params: object) => Answer

  constructor(post: (method: string, params: object) => Answer) {
    this.#post = post
  }

  /** Calls `receive` with the array; `lent` is an expression for `{ enable, receive }`. */
  find(lent: string): void {
    const { result } = this.#post('Runtime.evaluate', { expression: lent })
    const own = this.#list((result?.result as { objectId?: string } | undefined)?.objectId)
    const enable = own.find(({ name }) => name === 'enable')?.value?.objectId
    const receive = own.find(({ name }) => name === 'receive')?.value?.objectId
    for (const scope of this.#listScopes(enable)) {
      // The global object has many properties.
      if (!scope.value?.objectId || scope.value.description?.includes('Global')) continue
      const found = this.#list(scope.value.objectId).find(({ name }) => name === 'getHookArrays')
      if (!found) continue
      this.#post('Runtime.callFunctionOn', {
        objectId: found.value?.objectId,
        functionDeclaration: 'function (receive) { receive(this()[1]) }',
        arguments: [{ objectId: receive }],
      })
      return
    }
  }

  #list(objectId: string | undefined): Property[] {
    return (this.#describe(objectId)?.result as Property[] | undefined) ?? []
  }

  #listScopes(functionId: string | undefined): Property[] {
    const scopes = this.#describe(functionId)?.internalProperties?.find(({ name }) => name === '[[Scopes]]')
    return scopes?.value ? this.#list(scopes.value.objectId) : []
  }

  #describe(objectId: string | undefined): Answer['result'] {
    return this.#post('Runtime.getProperties', { objectId, ownProperties: true }).result
  }
}

/** Whether the program has hooks that hear of what runs or ends; AsyncLocalStorage (Node 20 and 22) has one for `init` alone. */
export function hearsEvents(counts: HookCounts | undefined): boolean {
  for (let kind = 1; kind < 5; kind++) if (counts?.[kind]) return true
  return false
}

/** Calls `make` so that no hook hears of the `init` of what it makes. */
export function withoutInit<T>(counts: HookCounts | undefined, make: () => T): T {
  if (!counts) return make()
  const [init] = counts
  counts[0] = 0
  try {
    return make()
  } finally {
    counts[0] = init!
  }
}
