// A process that covtree does not count itself (a test worker, a runner's main process), but whose children it counts.
import { contextSymbol, type NameContext } from '../../src/contract/context.ts'
import { environmentNames } from '../../src/contract/environment.ts'
import { isWindows } from '../../src/system/platform.ts'
import { keepDataFolder } from '../data/write-file.ts'
import { finishOnExit } from '../endings/exit/exit.ts'
import { watchRequests } from '../endings/signals/request-watch.ts'
import { catchSignal, takeHandles } from '../endings/signals/requests.ts'
import { grabSignalHandleClass } from '../endings/signals/signal-handle.ts'
import { askThreads, passRequestOn } from '../endings/threads/ask-threads.ts'
import { listThreads, noteEnd } from '../endings/threads/known-threads.ts'
import { separator } from '../node/absolute-path.ts'
import { isMainThread } from '../node/main-thread.ts'
import { addRequire } from '../node/node-options.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import { addToObject } from './environment.ts'
import { wrapOwnSpawning } from './own-spawning.ts'
import type { NativeStart } from './processes.ts'
import { makeLogId, StartLog } from './start-log.ts'
import { type ThreadHooks, wrapThreads } from './threads.ts'

/** The wrapping of an uncounted process. */
export interface UncountedProcess {
  /** Absolute path of the bootstrap, as children find it in NODE_OPTIONS. */
  bootstrap: string
  unwrap(): void
}

/** Chooses the settings for a child, given those of most; undefined leaves the start alone. */
export type ChooseSettings = (start: NativeStart, usual: ChildSettings) => ChildSettings | undefined

type WhenThreadsLoad = (act: (isLate: boolean) => void) => void

/** The log of this thread, one for each data folder: wrapping may be taken back and made anew while children run. */
const logs = new Map<string, StartLog>()

/**
 * Wraps the starting of processes and threads in this one; undefined when covtree is off.
 * @param whenThreadsLoad must call `act` before this process can start a thread
 */
export function wrapUncounted(
  choose?: ChooseSettings,
  whenThreadsLoad: WhenThreadsLoad = act => act(false),
): UncountedProcess | undefined {
  const bootstrap = `${__dirname}${separator}index.cjs`
  const settings = readSettings(bootstrap)
  if (!settings) return undefined
  // The bootstrap of this very package: the config, which may name it in another way, is not read before the first start.
  const usual: ChildSettings = { bootstrap, variables: settings.variables, parent: '', readContext }
  const chooseSettings = (start: NativeStart) => {
    const chosen = choose ? choose(start, usual) : usual
    if (chosen && !chosen.isWorker) keepDataFolder(settings.dataFile)
    return chosen
  }
  const log = findLog(settings)
  const unwrapSpawning = wrapOwnSpawning(settings, { chooseSettings, log })
  const hooks = makeThreadHooks(settings, chooseSettings, log, choose !== undefined)
  let unwrapThreads = () => {}
  whenThreadsLoad(isLate => {
    unwrapThreads = wrapThreads(hooks, isLate)
  })
  return {
    bootstrap,
    unwrap() {
      unwrapSpawning()
      unwrapThreads()
    },
  }
}

function findLog({ dataFile }: Settings): StartLog {
  let log = logs.get(dataFile)
  if (!log) {
    log = new StartLog(dataFile, makeLogId())
    logs.set(dataFile, log)
  }
  return log
}

/** @param isRunner this is a runner's main process, whose own threads run tests */
function makeThreadHooks(
  settings: Settings,
  chooseSettings: (start: NativeStart) => ChildSettings | undefined,
  log: StartLog,
  isRunner: boolean,
): ThreadHooks {
  const { dataFile } = settings
  const started = new Set<number>()
  const askOwnThreads = () => {
    if (started.size > 0) askThreads(dataFile, listThreads(dataFile), settings.config.askTimeout, 'inside')
  }
  return {
    addEnvironment(env, args) {
      const chosen = chooseSettings({ args })
      return chosen ? addToObject(env, chosen) : env
    },
    beforeStart() {
      process.env[environmentNames.context] = readContext()
    },
    started(id, file) {
      if (started.size === 0) letOthersAsk(dataFile, askOwnThreads)
      started.add(id)
      if (!isRunner) log.threadStarted(id, file)
    },
    beforeStop(id) {
      const own = listThreads(dataFile, [id])
      if (own.length > 0) return askThreads(dataFile, own, settings.config.askTimeout, 'last')
      // One of the runner's own threads: the threads of its tests end with it.
      if (isRunner) askOwnThreads()
      return false
    },
    ended: id => noteEnd(dataFile, id),
  }
}

/** Lets other processes ask for the data of this one's threads; this process has none itself. */
function letOthersAsk(dataFile: string, askOwnThreads: () => void): void {
  finishOnExit(askOwnThreads)
  if (!isMainThread) return
  const pass = () => passRequestOn(listThreads(dataFile))
  if (isWindows) {
    watchRequests(dataFile, pass)
    return
  }
  const handleClass = grabSignalHandleClass('SIGURG')
  if (!handleClass) return
  catchSignal(takeHandles(handleClass), 'SIGURG', pass)?.catch()
}

/** Label of the running test, by the runner's own part in this process, else of what started this process. */
function readContext(): string {
  const name = (process as { [contextSymbol]?: NameContext })[contextSymbol]
  return name?.() ?? process.env[environmentNames.context] ?? ''
}

/** Puts the bootstrap into this process's own NODE_OPTIONS, for starts that no wrapping reaches. */
export function addToOwnEnvironment({ bootstrap }: UncountedProcess): void {
  const options = addRequire(process.env.NODE_OPTIONS ?? '', bootstrap)
  if (options) process.env.NODE_OPTIONS = options
}
