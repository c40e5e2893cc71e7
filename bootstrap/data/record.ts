import { liveFile } from '../../src/contract/data-layout.ts'
import { environmentNames } from '../../src/contract/environment.ts'
import type { ProcessInfo } from '../../src/contract/process-info.ts'
import { readPlace } from '../../src/system/place.ts'
import { readStat } from '../../src/system/proc-stat.ts'
import { currentFolder } from '../node/current-folder.ts'
import { runSafely } from '../node/debug-log.ts'
import { isMainThread } from '../node/main-thread.ts'
import { linkSync, now, stringify } from '../node/primordials.ts'
import { loadThreads } from '../node/threads-module.ts'
import type { Settings } from '../settings.ts'
import { removeFile, writeWhole } from './write-file.ts'

/** Describes this process or thread. */
export function describeProcess(settings: Settings): ProcessInfo {
  const thread = isMainThread ? 0 : loadThreads().module.threadId
  // Not Math.random: a program's seeded generator must not move. Pid, thread and time already tell processes apart.
  const random = Number(process.hrtime.bigint() % 2_176_782_336n).toString(36)
  const osStartTime = readStat(process.pid)?.startTime
  return {
    id: `${process.pid}-${thread}-${random}`,
    pid: process.pid,
    ppid: process.ppid,
    threadId: thread,
    ...(settings.parent && { parent: settings.parent }),
    argv: process.argv.slice(),
    execArgv: process.execArgv.slice(),
    cwd: currentFolder(),
    context: settings.context,
    node: process.version,
    startTime: now(),
    ...(osStartTime && { osStartTime }),
    place: readPlace(settings.config.host),
  }
}

/** Adds a thread's program to its `argv`, which Node (18 to 26) completes only after the preloads. */
export function nameProgram(info: ProcessInfo): void {
  const { argv } = process
  // The signal thread may write for the main thread; its own `argv` is another one.
  if (info.threadId === 0 || info.threadId !== loadThreads().module.threadId || !Array.isArray(argv)) return
  if (argv.length > info.argv.length) info.argv = argv.filter(part => typeof part === 'string')
}

/** Writes the start record. A process that leaves it and no data is listed as lost. Never throws. */
export function writeStartRecord(settings: Settings, info: ProcessInfo): void {
  runSafely('no start record', () => writeWhole(liveFile(settings.dataFile, info.id), stringify(info)))
}

/**
 * Notes beside the start record, or without one, why the last data could not be written. A hard link takes no descriptor and no room. Returns
 * its path. Never throws.
 */
export function noteFault(
  { dataFile, variables }: Settings,
  { id }: ProcessInfo,
  { code }: NodeJS.ErrnoException,
): string | undefined {
  if (code === undefined) return undefined
  const path = liveFile(dataFile, id, `.${code}.fault`)
  const config = variables[environmentNames.config]
  const link = (from: string) => runSafely('a fault is not noted', () => linkSync(from, path) ?? path)
  return link(liveFile(dataFile, id)) ?? (config && link(config))
}

/** Removes the start record and the files beside it: the data of this process is written. */
export function removeStartRecord(settings: Settings, info: ProcessInfo, wasAsked: boolean): void {
  removeFile(liveFile(settings.dataFile, info.id))
  if (wasAsked) {
    removeFile(liveFile(settings.dataFile, info.id, '.ack'))
    removeFile(liveFile(settings.dataFile, info.id, '.kill'))
  }
}
