// Names the running test of Jest for COVTREE_CONTEXT. Jest's public means (a test environment, a setup file) belong to the project, and their
// globals are inside a vm context. So we remember the vm contexts and look into them when a child is started.
import { relative, sep } from 'node:path'
import vm from 'node:vm'
import { contextSeparator, contextSymbol, type NameContext } from '../../src/contract/context.ts'
import { runSafely } from '../node/debug-log.ts'
import { replaceFunction } from '../node/replace-function.ts'

/** A `describe` or `test` of jest-circus (27 to 30); the outermost describe has no parent. */
interface Block {
  name: string
  parent?: Block
}

interface CircusState {
  currentlyRunningTest?: Block | null
  currentDescribeBlock?: Block
}

/** The state of `expect` in the global object of a test file. */
interface ExpectStore {
  state?: { testPath?: string; currentTestName?: string }
}

/** How many contexts are remembered. Programs under test make contexts too. */
const mostContexts = 50

/** Sets the function on `process` that names the running test of this thread, or `byDefault` outside of tests. */
export function nameJestTests(byDefault = ''): void {
  const root = process.cwd()
  const contexts: WeakRef<object>[] = []
  replaceFunction(vm, 'createContext', original => {
    return function createContext(this: unknown, ...args: unknown[]) {
      const context = Reflect.apply(original, this, args) as object
      contexts.push(new WeakRef(context))
      if (contexts.length > mostContexts) contexts.shift()
      return context
    }
  })
  const nameContext: NameContext = () => {
    for (let i = contexts.length - 1; i >= 0; i--) {
      const name = nameTest(contexts[i]!.deref(), root)
      if (name) return name
    }
    return byDefault
  }
  Object.defineProperty(process, contextSymbol, { value: nameContext, configurable: true, enumerable: false })
}

function nameTest(context: object | undefined, root: string): string | undefined {
  if (!context) return undefined
  return runSafely('no name of a test', () => {
    const global = vm.runInContext('globalThis', context) as Record<symbol, unknown>
    const store = ownValue<ExpectStore>(global, Symbol.for('$$jest-matchers-object'))
    const testPath = ownValue<string>(ownValue(store, 'state'), 'testPath')
    if (!testPath) return undefined
    const file = relative(root, testPath).split(sep).join('/')
    return [file, ...nameBlocks(global)].join(contextSeparator)
  })
}

/** Names of the running test and its describes, outermost first. None while a file is loaded, and none without jest-circus. */
function nameBlocks(global: Record<symbol, unknown>): string[] {
  const symbol = Object.getOwnPropertySymbols(global).find(key => key.description === 'JEST_STATE_SYMBOL')
  const state = symbol && ownValue<CircusState>(global, symbol)
  const names: string[] = []
  for (
    let block = ownValue<Block>(state, 'currentlyRunningTest') ?? undefined;
    block?.parent;
    block = block.parent
  )
    names.unshift(block.name)
  return names
}

/** A property's value. Jest 30 turns what a finished test file has left into getters that print a warning: the file runs no test any more. */
function ownValue<Value>(owner: object | undefined, key: PropertyKey): Value | undefined {
  return owner && Object.getOwnPropertyDescriptor(owner, key)?.value
}
