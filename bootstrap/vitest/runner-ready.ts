// A way to Vitest's own runner that costs a test worker nothing. A setup file takes 5 ms of each test file: two questions to
// the main process, a module more to transform and to evaluate.
import type { GetVitestHooks, VitestState, VitestTask } from '../../src/contract/context.ts'
import { debugLog } from '../node/debug-log.ts'
import { apply, defineProperty, getPrototypeOf } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { nameVitestTests } from './test-names.ts'

interface VitestGlobals {
  __vitest_worker__?: VitestState
  /** What `vitest` exports. */
  __vitest_index__?: { TestRunner?: { prototype: object; getSuiteHooks: GetVitestHooks } }
  __vitest_required__?: unknown
}

const globals = globalThis as VitestGlobals

/**
 * Lets the test files of this pool worker name their tests. Vitest (4.1 to 5.1) assigns a global once it is ready, before it loads a test
 * file; should another version not do that, contexts name test files alone.
 */
export function nameTestsWhenReady(): void {
  const names = nameVitestTests(() => globals.__vitest_worker__)
  whenAssigned('__vitest_required__', () => {
    const { TestRunner } = globals.__vitest_index__ ?? {}
    if (!TestRunner) return
    const { getSuiteHooks } = TestRunner
    // Called with the test file, too, when it is collected and before its hooks are.
    replaceFunction(TestRunner.prototype, 'onBeforeRunSuite', original => {
      return function onBeforeRunSuite(this: unknown, ...args: unknown[]) {
        const [suite] = args as [VitestTask]
        if ('filepath' in suite) {
          runSafely(() => getSuiteHooks(suite)?.aroundAll.unshift(names.nameTests(suite, getSuiteHooks)))
        }
        return apply(original, this, args)
      }
    })
  })
}

/**
 * Calls `act` when a global of that name is first assigned; it is then what it would be. Until then the trap waits in the global
 * object's prototype: own properties of the global object are copied into Vitest's vm contexts.
 */
function whenAssigned(name: keyof VitestGlobals, act: () => void): void {
  const owner = getPrototypeOf(globals)!
  defineProperty(owner, name, {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(this: object, value: unknown) {
      if (this === globals) Reflect.deleteProperty(owner, name)
      defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
      if (this === globals) runSafely(act)
    },
  })
}

function runSafely(act: () => void): void {
  try {
    act()
  } catch (error) {
    debugLog('tests have no names', error)
  }
}
