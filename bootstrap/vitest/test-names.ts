// Names the running test of Vitest for COVTREE_CONTEXT.
import type { AsyncLocalStorage } from 'node:async_hooks'
import { relative, sep } from 'node:path'
import {
  type AroundAll,
  contextSeparator,
  contextSymbol,
  type GetVitestHooks,
  type NameContext,
  type NameVitestContext,
  type VitestState,
  type VitestTask,
} from '../../src/contract/context.ts'
import { isTimingTests, timeTest } from './test-times.ts'

/** Async storage follows test.concurrent and late callbacks. The test file's own code runs outside of it. */
function makeStorage(): AsyncLocalStorage<NameContext> {
  const { AsyncLocalStorage } = require('node:async_hooks') as typeof import('node:async_hooks')
  return new AsyncLocalStorage()
}

/** Sets the function on `process` that names the running test of this thread. */
export function nameVitestTests(readState: () => VitestState | undefined): NameVitestContext {
  let current: AsyncLocalStorage<NameContext> | undefined
  /** Suites of which a test has begun. Their hooks that run after that are `afterAll`. */
  const begun = new WeakSet<VitestTask>()
  let state: VitestState | undefined

  const nameFile = () => {
    const { filepath, config } = state ?? readState() ?? {}
    return filepath && config ? relative(config.root, filepath).split(sep).join('/') : ''
  }

  const nameTests = (file: VitestTask, getHooks: GetVitestHooks): AroundAll => {
    const storage = current ?? makeStorage()
    current = storage
    const fileName = nameFile()
    const nameTask = (task: VitestTask): string => {
      const names: string[] = []
      // Top-level tests have no suite (4.1).
      for (let part: VitestTask | undefined = task; part?.name && part !== file; part = part.suite)
        names.unshift(part.name)
      return [fileName, ...names].join(contextSeparator)
    }
    const aroundSuite: AroundAll = async (runSuite, suite) => {
      const name = nameTask(suite)
      await storage.run(
        () => `${name}${contextSeparator}(${begun.has(suite) ? 'afterAll' : 'beforeAll'})`,
        runSuite,
      )
    }
    getHooks(file)?.aroundEach.unshift(async (runTest, { task }) => {
      for (let { suite } = task; suite; suite = suite.suite) begun.add(suite)
      begun.add(file)
      const name = nameTask(task)
      const run = () => storage.run(() => name, runTest)
      // Without the option no frame of ours is in the stack traces of tests.
      await (isTimingTests() ? timeTest(name, run) : run())
    })
    // Hooks of the suites inside go into their own lists, where the runner looks for them.
    const wrapSuites = (tasks: VitestTask[] | undefined) => {
      for (const task of tasks ?? []) {
        if (!task.tasks) continue
        getHooks(task)?.aroundAll.unshift(aroundSuite)
        wrapSuites(task.tasks)
      }
    }
    wrapSuites(file.tasks)
    return aroundSuite
  }

  const value: NameVitestContext = Object.assign(() => current?.getStore()?.() ?? nameFile(), {
    beginFile(given: VitestState | undefined) {
      state = given
    },
    nameTests,
  })
  Object.defineProperty(process, contextSymbol, { value, configurable: true, enumerable: false })
  return value
}
