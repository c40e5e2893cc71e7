/**
 * Under this symbol `process` holds, in a test worker, a function that names what is running now (`test file > suite > test`).
 * Spawn wrapping calls it and hands the answer to the child as `COVTREE_CONTEXT`. On `process`, because that object is the
 * same one inside and outside of Vitest's vm pools.
 */
export const contextSymbol = Symbol.for('covtree.context')

/** Names what is running now; empty if nothing is known. */
export type NameContext = () => string

/** {@link NameContext} of a pool worker of Vitest: has to be told of each test file. */
export interface NameVitestContext extends NameContext {
  /** The worker begins to load a test file, which {@link VitestState} names. */
  beginFile(state: VitestState | undefined): void
  /**
   * Lets the tests and hooks of a collected test file know their names. Returns the hook that must be around all of it.
   * @param getHooks as of Vitest's `TestRunner.getSuiteHooks`
   */
  nameTests(file: VitestTask, getHooks: GetVitestHooks): AroundAll
}

/** What Vitest (4.1 and 5) keeps of a worker in `globalThis.__vitest_worker__`. */
export interface VitestState {
  filepath?: string
  config: { root: string }
}

/** A test, a suite, or a test file. */
export interface VitestTask {
  name: string
  suite?: VitestTask
  /** Of a suite: what is in it. */
  tasks?: VitestTask[]
}

/** A hook around a suite. */
export type AroundAll = (runSuite: () => Promise<void>, suite: VitestTask) => Promise<void>

/** The hooks of a suite, where Vitest's runner looks for them. */
export type GetVitestHooks = (suite: VitestTask) =>
  | {
      aroundAll: AroundAll[]
      aroundEach: ((runTest: () => Promise<void>, context: { task: VitestTask }) => Promise<void>)[]
    }
  | undefined

/** Stands between the parts of a context. */
export const contextSeparator = ' > '
