import { AsyncLocalStorage } from 'node:async_hooks'
import { relative, sep } from 'node:path'
import { aroundAll, aroundEach, TestRunner } from 'vitest'
import { contextSeparator, contextSymbol, type NameContext } from '../contract/context.ts'

// A setup file: runs in the test worker before each test file and knows what is running, for COVTREE_CONTEXT.

interface Task {
  name: string
  suite?: Task
  /** Of a suite: what is in it. */
  tasks?: Task[]
}

type AroundAll = (runSuite: () => Promise<void>, suite: Task) => Promise<void>

interface WorkerState {
  filepath?: string
  config: { root: string }
}

const state = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__
const file = state?.filepath ? relative(state.config.root, state.filepath).split(sep).join('/') : ''

// Async storage follows test.concurrent and late callbacks. The code of the file itself runs outside of it all.
const current = new AsyncLocalStorage<NameContext>()
const nameContext: NameContext = () => current.getStore()?.() ?? file
Object.defineProperty(process, contextSymbol, { value: nameContext, configurable: true, enumerable: false })

/** Suites of which a test has begun: what starts in their hooks from then on starts in `afterAll`. */
const begun = new WeakSet<Task>()

aroundEach(async (runTest, { task }) => {
  for (let suite = (task as Task).suite; suite; suite = suite.suite) begun.add(suite)
  if (fileSuite) begun.add(fileSuite)
  const name = nameTask(task as Task)
  await current.run(() => name, runTest)
})

/** The file itself as a suite; top-level tests do not name it as theirs. */
let fileSuite: Task | undefined

const aroundSuite: AroundAll = async (runSuite, suite) => {
  const name = nameTask(suite === fileSuite ? undefined : suite)
  await current.run(
    () => `${name}${contextSeparator}(${begun.has(suite) ? 'afterAll' : 'beforeAll'})`,
    runSuite,
  )
}

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of wanted fixtures from the function's text.
aroundAll(async (runSuite, {}, suite) => {
  fileSuite = suite as Task
  for (const inner of fileSuite.tasks ?? []) wrapSuites(inner)
  await aroundSuite(runSuite, fileSuite)
})

/** A setup file can register hooks of the file only; those of the suites in it are put where the runner looks for them. */
function wrapSuites(task: Task): void {
  if (!task.tasks) return
  const hooks = TestRunner.getSuiteHooks(task as never) as unknown as { aroundAll?: AroundAll[] } | undefined
  hooks?.aroundAll?.unshift(aroundSuite)
  for (const inner of task.tasks) wrapSuites(inner)
}

function nameTask(task: Task | undefined): string {
  const names: string[] = []
  for (let part = task; part?.name && part !== fileSuite; part = part.suite) names.unshift(part.name)
  return [file, ...names].join(contextSeparator)
}
