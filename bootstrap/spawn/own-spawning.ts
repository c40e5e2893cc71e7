import { environmentNames } from '../../src/contract/environment.ts'
import { readPlace } from '../../src/system/place.ts'
import { askBeforeProcessKill, askBeforeSignal, type Sender } from '../endings/kill/ask-first.ts'
import { askBeforeKillCommand } from '../endings/kill/kill-commands.ts'
import { isDeadlyOnceHandled } from '../endings/signals/deadly-signals.ts'
import { runSafely } from '../node/debug-log.ts'
import { now } from '../node/primordials.ts'
import type { Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import { addToPairs, removeSettings } from './environment.ts'
import { isLeftOut } from './left-out.ts'
import { findLockedOut } from './other-users.ts'
import {
  type NativeStart,
  type PreparedStart,
  type SpawnHooks,
  type WhenLoaded,
  wrapSpawning,
} from './processes.ts'
import { findReplacer } from './replaced-options.ts'
import { runsNode } from './runs-node.ts'
import { addToShellCommand } from './shell-options.ts'
import type { StartFacts, StartLog } from './start-log.ts'
import { wrapTerminals } from './terminals.ts'
import { isOtherUser, settingsForUser } from './user-folder.ts'

/** How this thread starts processes. */
export interface OwnSpawning {
  /** The settings for a child; undefined to leave a start alone. */
  chooseSettings(start: NativeStart): ChildSettings | undefined
  /** As in {@link wrapSpawning}. */
  aroundSync?<T>(spawn: () => T): T
  log: StartLog
}

/**
 * Wraps the starting and killing of processes in this thread. Starts are logged; the target of a signal is asked for its data first.
 * Returns a function that unwraps.
 * @param when as of {@link wrapSpawning}
 */
export function wrapOwnSpawning(settings: Settings, own: OwnSpawning, when?: WhenLoaded): () => void {
  const { log, aroundSync } = own
  const sender: Sender = {
    dataFile: settings.dataFile,
    id: log.id,
    get askTimeout() {
      return settings.config.askTimeout
    },
  }
  /** By pid, for children of other users: their data folder is another one. */
  const senders = new Map<number, Sender>()
  const beforeKill = (pid: number, signalNumber: number, isChild: boolean) => {
    if (isDeadlyOnceHandled(signalNumber)) log.killed(pid, signalNumber, isChild)
    askBeforeSignal(senders.get(Math.abs(pid)) ?? sender, pid, signalNumber)
  }
  const hooks: SpawnHooks = {
    prepare(start) {
      const asked = askBeforeKillCommand(sender, start.args)
      if (asked && asked.length > 0) log.commandKills(asked)
      return prepareStart(start, own, settings, senders)
    },
    ended: (pid, code, signal) => log.ended(pid, code, signal),
    beforeKill: (pid, signalNumber) => beforeKill(pid, signalNumber, true),
    ...(aroundSync && { aroundSync }),
  }
  const unwrap = wrapSpawning(hooks, when)
  const unwrapTerminals = wrapTerminals(hooks)
  const unwrapKill = askBeforeProcessKill((pid, signalNumber) => beforeKill(pid, signalNumber, false))
  return () => {
    unwrap()
    unwrapTerminals()
    unwrapKill?.()
  }
}

function prepareStart(
  start: NativeStart,
  { chooseSettings, log }: OwnSpawning,
  settings: Settings,
  senders: Map<number, Sender>,
): PreparedStart {
  const { envPairs } = start
  const usual = chooseSettings(start)
  if (!usual) return { envPairs }
  if (!usual.isWorker && isLeftOut(start, settings.config.commands, usual.parent === ''))
    return { envPairs: removeSettings(envPairs!, usual.bootstrap) }
  const isForUser = isOtherUser(start)
  const own = isForUser
    ? runSafely('no folder for another user', () => settingsForUser(usual, settings, start))
    : undefined
  const child = own ?? usual
  const lockedOut = own ? undefined : findLockedOut(start, child.bootstrap)
  const { pairs, outcome, args } = lockedOut
    ? { pairs: removeSettings(envPairs!, child.bootstrap), outcome: 'added', args: undefined }
    : addToPairs(envPairs!, child, start)
  if (child.isWorker || outcome === 'off') return { envPairs: pairs, args }
  const isNode = runsNode(start)
  const changed = isNode || lockedOut ? args : addToShellCommand(start, child.bootstrap)
  const given = changed ? { ...start, args: changed } : start
  const replacedBy =
    lockedOut ??
    (isNode ? undefined : runSafely('script not read', () => findReplacer(given, child.bootstrap)))
  if (!isNode && replacedBy === undefined) return { envPairs: pairs, args: changed }
  const facts: StartFacts = { time: now(), context: child.readContext() }
  if (replacedBy !== undefined) facts.replacedBy = replacedBy
  if (outcome === 'forbidden') facts.isForbidden = true
  if (isForUser && !own) facts.uid = start.uid as number
  if (!usual.parent) facts.place = readPlace(settings.config.host)
  const dataFile = own?.variables[environmentNames.dataFile]
  return {
    envPairs: pairs,
    args: changed,
    started(pid) {
      if (dataFile) senders.set(pid, { dataFile, id: log.id, askTimeout: settings.config.askTimeout })
      log.started(pid, start, facts)
    },
    finished: result => log.finished(result, start, facts),
  }
}
