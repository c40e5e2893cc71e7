// What NODE_OPTIONS names. Runs the bootstrap proper, out of V8's code cache where the run has one for this Node: compiling
// it would take half of the start (Node 20 to 26).
import { environmentNames } from '../src/contract/environment.ts'
import {
  type ReadConfig,
  type StartFile,
  startFile,
  unpackStartFile,
  wrapCode,
} from '../src/contract/start-file.ts'
import { debugLog } from './node/debug-log.ts'
import { isMainThread } from './node/main-thread.ts'
import { readBytes, readText } from './node/primordials.ts'

type Bootstrap = typeof import('./process.ts')

const { env, versions } = process
// Bun and Deno read NODE_OPTIONS in part; they have another engine or another inspector. A thread may be told in another way.
const isOff = 'bun' in versions || 'deno' in versions || (isMainThread && !env[environmentNames.dataFile])

export const { runSignalThread } = isOff ? ({} as Partial<Bootstrap>) : load()

function load(): Partial<Bootstrap> {
  try {
    const { Script } = require('node:vm') as typeof import('node:vm')
    const filename = `${__dirname}/process.cjs`
    const path = env[environmentNames.config]
    const start = path ? readStartFile(path) : undefined
    const code = start?.code ?? wrapCode(readText(filename))
    // Not required: it would stand in the program's module cache, and no cache of ours would be used.
    const script = new Script(code, { filename, ...(start && { cachedData: start.cache }) })
    const module: { exports: Partial<Bootstrap> } = { exports: {} }
    const config: ReadConfig | undefined = start && { path: path!, text: start.config }
    script.runInThisContext()(module.exports, require, module, filename, __dirname, config)
    return module.exports
  } catch (error) {
    debugLog('bootstrap not loaded', error)
    return {}
  }
}

/** Undefined where the run has made none for this Node. */
function readStartFile(config: string): StartFile | undefined {
  try {
    return unpackStartFile(readBytes(startFile(config)))
  } catch {
    return undefined
  }
}
