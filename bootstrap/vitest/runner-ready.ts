// Finds Vitest's test runner without a setup file, which would cost each test file 5 ms: two requests to the main process, and a module to
// transform and evaluate.
import type { GetVitestHooks, VitestState, VitestTask } from '../../src/contract/context.ts'
import { runSafely } from '../node/debug-log.ts'
import { apply, defineProperty, getPrototypeOf } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import { nameVitestTests } from './test-names.ts'

interface VitestGlobals {
  __vitest_worker__?: VitestState
  /** The exports of `vitest`. */
  __vitest_index__?: { TestRunner?: { prototype: object; getSuiteHooks: GetVitestHooks } }
  __vitest_required__?: unknown
}

const globals = globalThis as VitestGlobals
const noNames = 'tests have no names'

/**
 * Has the contexts of this pool worker name tests. Vitest (4.1 to 5.1) assigns a global before it loads a test file. If another version does
 * not, contexts name test files alone.
 */
export function nameTestsWhenReady(): void {
  const names = nameVitestTests(() => globals.__vitest_worker__)
  whenAssigned('__vitest_required__', () => {
    const { TestRunner } = globals.__vitest_index__ ?? {}
    if (!TestRunner) return
    const { getSuiteHooks } = TestRunner
    // Vitest also calls it with the test file itself, after that is collected and before its hooks run.
    replaceFunction(TestRunner.prototype, 'onBeforeRunSuite', original => {
      return function onBeforeRunSuite(this: unknown, ...args: unknown[]) {
        const [suite] = args as [VitestTask]
        if ('filepath' in suite) {
          runSafely(noNames, () =>
            getSuiteHooks(suite)?.aroundAll.unshift(names.nameTests(suite, getSuiteHooks)),
          )
        }
        return apply(original, this, args)
      }
    })
  })
}

/**
 * Calls `act` when a global of that name is first assigned, and leaves the global as it would be without us. The setter is on the global
 * object's prototype: Vitest copies own properties of the global object into its vm contexts.
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
      if (this === globals) runSafely(noNames, act)
    },
  })
}
