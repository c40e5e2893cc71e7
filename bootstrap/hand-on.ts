import { join } from 'node:path'
import { contextSymbol, type NameContext } from '../src/contract/context.ts'
import { environmentNames } from '../src/contract/environment.ts'
import { askBeforeProcessKill, askBeforeSignal } from './endings/ask-first.ts'
import { readSettings } from './settings.ts'
import { addToObject, addToPairs, type Handover } from './spawn/environment.ts'
import { type NativeStart, wrapSpawning } from './spawn/processes.ts'

/** Handing on in a process that is not counted itself. */
export interface HandOn extends Handover {
  /** Takes all wrapping back. */
  undo(): void
}

/**
 * Wraps spawning in a process that covtree does not count (a test worker, Vitest's main process); undefined when covtree is
 * off. Starts for which `isOurs` says no are left alone, the others get it in their environment.
 */
export function handOn(isOurs: (start: NativeStart) => boolean = () => true): HandOn | undefined {
  const settings = readSettings(join(__dirname, 'index.cjs'))
  if (!settings) return undefined
  const handover: Handover = {
    bootstrap: settings.config.bootstrap,
    variables: settings.variables,
    parent: '',
    readContext: nameContext,
  }
  const sender = { dataFile: settings.dataFile, askTimeout: settings.config.askTimeout }
  const unwrap = wrapSpawning({
    addEnvironment: start => (isOurs(start) ? addToPairs(start.envPairs!, handover) : start.envPairs!),
    beforeKill: (pid, signalNumber) => askBeforeSignal(sender, pid, signalNumber),
  })
  const unwrapKill = askBeforeProcessKill(sender)
  return Object.assign(handover, {
    undo() {
      unwrap?.()
      unwrapKill?.()
    },
  })
}

/** What is running now, by the runner's own part in this process, else what started this process. */
function nameContext(): string {
  const name = (process as { [contextSymbol]?: NameContext })[contextSymbol]
  return name?.() ?? process.env[environmentNames.context] ?? ''
}

/** Puts what children need into this process's own environment, for starts that no wrapping reaches. */
export function addToOwnEnvironment(handover: Handover): void {
  const { NODE_OPTIONS } = addToObject(process.env as Record<string, string>, handover)
  if (NODE_OPTIONS) process.env.NODE_OPTIONS = NODE_OPTIONS
}
