import { contextSymbol, type NameContext } from '../../src/contract/context.ts'
import { environmentNames } from '../../src/contract/environment.ts'
import { finishOnExit } from '../endings/exit/exit.ts'
import { catchSignal, takeHandles } from '../endings/signals/requests.ts'
import { grabSignalHandleClass } from '../endings/signals/signal-handle.ts'
import { askThreads, passRequestOn } from '../endings/threads/ask-threads.ts'
import { listThreads } from '../endings/threads/known-threads.ts'
import { separator } from '../node/absolute-path.ts'
import { isMainThread } from '../node/main-thread.ts'
import { addRequire } from '../node/node-options.ts'
import { readSettings } from '../settings.ts'
import { addToObject, addToPairs } from './environment.ts'
import type { Handover } from './handover.ts'
import { wrapOwnSpawning } from './own-spawning.ts'
import type { NativeStart } from './processes.ts'
import { type ThreadHooks, wrapThreads } from './threads.ts'

/** Handing on in a process that is not counted itself. */
export interface HandOn extends Handover {
  /** Takes all wrapping back. */
  undo(): void
}

/** Chooses what a start is handed; undefined leaves it alone. */
export type ChooseHandover = (start: NativeStart, handover: Handover) => Handover | undefined

/**
 * Wraps spawning in a process that covtree does not count (a test worker, the runner's main process); undefined when covtree is
 * off. Each start gets in its environment what `choose` says, by default the bootstrap.
 * @param whenThreadsLoad must call `act` before this process can start a thread
 */
export function handOn(
  choose?: ChooseHandover,
  whenThreadsLoad: WhenThreadsLoad = act => act(false),
): HandOn | undefined {
  const bootstrap = `${__dirname}${separator}index.cjs`
  const settings = readSettings(bootstrap)
  if (!settings) return undefined
  const handover: Handover = {
    // As the config has it.
    bootstrap,
    variables: settings.variables,
    parent: '',
    readContext: nameContext,
  }
  const { dataFile } = settings
  const chooseFor = (start: NativeStart) => (choose ? choose(start, handover) : handover)
  const unwrap = wrapOwnSpawning(settings, {
    addEnvironment(start) {
      const chosen = chooseFor(start)
      return chosen ? addToPairs(start.envPairs!, chosen, start.args) : start.envPairs!
    },
  })
  const threads = new Set<number>()
  const askOwnThreads = () => {
    if (threads.size > 0) askThreads(dataFile, listThreads(dataFile), settings.config.askTimeout, 'inside')
  }
  const hooks: ThreadHooks = {
    addEnvironment(env, args) {
      const chosen = chooseFor({ args })
      return chosen ? addToObject(env, chosen) : env
    },
    beforeStart() {
      process.env[environmentNames.context] = handover.readContext()
    },
    started(id) {
      // Other processes may ask for the threads' data, of which this process has none itself.
      if (threads.size === 0) finishOnExit(askOwnThreads)
      if (threads.size === 0 && isMainThread) {
        const pass = () => passRequestOn(listThreads(dataFile))
        const handleClass = grabSignalHandleClass('SIGURG')
        if (handleClass) catchSignal(takeHandles(handleClass), 'SIGURG', pass)?.catch()
      }
      threads.add(id)
    },
    beforeStop(id) {
      const own = listThreads(dataFile, [id])
      if (own.length > 0) return askThreads(dataFile, own, settings.config.askTimeout, 'last')
      // One of the runner's own threads: the threads of its tests end with it.
      if (choose) askOwnThreads()
      return false
    },
  }
  let unwrapThreads = () => {}
  whenThreadsLoad(isLate => {
    unwrapThreads = wrapThreads(hooks, isLate)
  })
  return Object.assign(handover, {
    undo() {
      unwrap()
      unwrapThreads()
    },
  })
}

type WhenThreadsLoad = (act: (isLate: boolean) => void) => void

/** What is running now, by the runner's own part in this process, else what started this process. */
function nameContext(): string {
  const name = (process as { [contextSymbol]?: NameContext })[contextSymbol]
  return name?.() ?? process.env[environmentNames.context] ?? ''
}

/** Puts what children need into this process's own environment, for starts that no wrapping reaches. */
export function addToOwnEnvironment({ bootstrap }: Handover): void {
  const options = addRequire(process.env.NODE_OPTIONS ?? '', bootstrap)
  if (options) process.env.NODE_OPTIONS = options
}
