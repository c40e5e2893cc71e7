// Preloaded in Jest's workers, which Jest covers itself. It prepares the processes and threads that tests start.
import { join } from 'node:path'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { nameJestTests } from './jest/test-names.ts'
import { isJestWorker } from './jest/workers.ts'
import { debugLog } from './node/debug-log.ts'
import { removeRequire } from './node/node-options.ts'
import { poolWorkerKey } from './spawn/own-environment.ts'
import { addToOwnEnvironment, wrapUncounted } from './spawn/uncounted-process.ts'

try {
  // This preload is for the worker alone. Its children and threads get their own.
  const options = removeRequire(process.env.NODE_OPTIONS ?? '', __filename)
  if (options === '') delete process.env.NODE_OPTIONS
  else process.env.NODE_OPTIONS = options
  const at = process.execArgv.indexOf(__filename)
  if (at > 0) process.execArgv.splice(at - 1, 2)

  // A thread that a test starts inherits the options of its process, with this preload.
  const isWorker = isMainThread ? isJestWorker(process.argv[1] ?? '') : !getEnvironmentData(poolWorkerKey)
  const worker = isWorker ? wrapUncounted() : undefined
  if (worker) {
    addToOwnEnvironment(worker)
    nameJestTests()
    setEnvironmentData(poolWorkerKey, true)
  }
  if (!isWorker) require(join(__dirname, 'index.cjs'))
} catch (error) {
  debugLog('worker of Jest not prepared', error)
}
