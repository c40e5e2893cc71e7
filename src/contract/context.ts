/**
 * Key of a function on `process` of a test worker that names the running test (`test file > suite > test`). Spawn wrapping calls it and
 * gives the name to the child as `COVTREE_CONTEXT`. It is on `process` because Vitest's vm pools share that object.
 */
export const contextSymbol = Symbol.for('covtree.context')

/** Names the running test; empty if none is known. */
export type NameContext = () => string

/** The {@link NameContext} of a pool worker of Vitest. */
export interface NameVitestContext extends NameContext {
  /** Must be called when the worker begins to load the test file that `state` names. */
  beginFile(state: VitestState | undefined): void
  /**
   * Adds hooks that note the running test to the tests and suites of a collected test file. Returns the hook to put around the whole file.
   * @param getHooks Vitest's `TestRunner.getSuiteHooks`
   */
  nameTests(file: VitestTask, getHooks: GetVitestHooks): AroundAll
}

/** Vitest's state of a worker, `globalThis.__vitest_worker__` (4.1 and 5). */
export interface VitestState {
  filepath?: string
  config: { root: string }
}

/** A test, a suite, or a test file. */
export interface VitestTask {
  name: string
  suite?: VitestTask
  /** The tests and suites in a suite. */
  tasks?: VitestTask[]
}

/** A hook around a suite. */
export type AroundAll = (runSuite: () => Promise<void>, suite: VitestTask) => Promise<void>

/** Returns the hooks of a suite, which Vitest's runner calls. */
export type GetVitestHooks = (suite: VitestTask) =>
  | {
      aroundAll: AroundAll[]
      aroundEach: ((runTest: () => Promise<void>, context: { task: VitestTask }) => Promise<void>)[]
    }
  | undefined

/** Separates the parts of a context. */
export const contextSeparator = ' > '
