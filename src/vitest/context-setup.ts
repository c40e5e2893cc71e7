import { AsyncLocalStorage } from 'node:async_hooks'
import { relative, sep } from 'node:path'
import { aroundEach } from 'vitest'
import { contextSeparator, contextSymbol, type NameContext } from '../contract/context.ts'

// A setup file: runs in the test worker before each test file and knows which test is running, for COVTREE_CONTEXT.

interface Task {
  name: string
  suite?: Task
}

interface WorkerState {
  filepath?: string
  config: { root: string }
}

const state = (globalThis as { __vitest_worker__?: WorkerState }).__vitest_worker__
const file = state?.filepath ? relative(state.config.root, state.filepath).split(sep).join('/') : ''
const current = new AsyncLocalStorage<string>()

// Async storage follows test.concurrent and late callbacks; hooks of the file itself see no test and name the file.
const nameContext: NameContext = () => current.getStore() ?? file
Object.defineProperty(process, contextSymbol, { value: nameContext, configurable: true, enumerable: false })

aroundEach(async (runTest, { task }) => {
  await current.run(nameTask(task as Task), runTest)
})

function nameTask(task: Task): string {
  const names = [task.name]
  for (let suite = task.suite; suite?.name; suite = suite.suite) names.unshift(suite.name)
  return [file, ...names].join(contextSeparator)
}
