// What Linux tells of a process or thread in /proc. `target` is a pid or `<pid>/task/<thread>`; a pid stands for its main thread.
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'
import { readClock } from './clock.ts'

// Node's native function below `toString` (18 to 26): a child need not have the JavaScript around it compiled.
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice(this: Uint8Array, start: number, end: number): string
}

/** Fields of /proc/<target>/stat. */
export interface ProcessStat {
  /** `Z`: dead, and its parent has not waited for it yet; `R`: running or ready to run; `S`: sleeping. */
  state: string
  processGroup: number
  /** Clock ticks from boot to the process's start. Pid and start time together identify a process. */
  startTime: string
}

/** How long a target has been ready to run without a processor since its start, in ms; 0 where the system does not tell. */
export function readStarvation(target: number | string): number {
  return readSchedule(target)[1]
}

/**
 * Returns a function that tells how long a target has been ready to run without a processor since this call, in ms.
 * The system adds such a time to its sum only when it ends, so a target that is ready right now is measured by its unused time.
 */
export function watchStarvation(target: number | string): () => number {
  const start = readClock()
  const [used, starved] = readSchedule(target)
  return () => {
    const [usedNow, starvedNow] = readSchedule(target)
    const unused = readStat(target)?.state === 'R' ? readClock() - start - (usedNow - used) : 0
    return Math.max(0, starvedNow - starved, unused)
  }
}

/** Returns a function that tells how much CPU time a target has used since this call, in ms. */
export function watchWork(target: number | string): () => number {
  const [used] = readSchedule(target)
  return () => Math.max(0, readSchedule(target)[0] - used)
}

/** CPU time of a target since its start, in ms; undefined where the system does not tell. */
export function readCpuTime(target: number | string): number | undefined {
  return readSchedule(target)[0] || undefined
}

/** CPU time, and time ready to run without a processor, since the start, in ms. */
function readSchedule(target: number | string): [used: number, starved: number] {
  const [used, starved] = readProc(target, 'schedstat')?.split(' ') ?? []
  return [Number(used ?? 0) / 1e6, Number(starved ?? 0) / 1e6]
}

let isOwnProc: boolean | undefined
/**
 * Whether the system tells of its processes in /proc (Linux). In a container that shows the /proc of another one, each pid there is another
 * process's.
 */
export function hasProc(): boolean {
  isOwnProc ??= readLink('/proc/self') === `${process.pid}`
  return isOwnProc
}

/** The system's name for this thread, as `ProcessInfo.task` holds it. */
export function readTask(): string | undefined {
  return hasProc() ? readLink('/proc/thread-self') : undefined
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Reads the stat of a target; undefined when it is gone, or where there is no /proc. */
export function readStat(target: number | string): ProcessStat | undefined {
  const text = readProc(target, 'stat')
  if (text === undefined) return undefined
  // The second field, the name, may hold spaces and parentheses; the other fields hold none.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', processGroup: Number(fields[2]), startTime: fields[19] ?? '' }
}

/** Clock ticks a second, in which /proc counts (Linux on all common architectures). */
const ticks = 100

/** When a process started, in ms since the epoch, by the clock that is set now; undefined when it is gone, or where there is no /proc. */
export function readStartTime(pid: number): number | undefined {
  const stat = readStat(pid)
  const uptime = readProc('.', 'uptime')
  if (!stat || uptime === undefined) return undefined
  const age = Number.parseFloat(uptime) - Number(stat.startTime) / ticks
  return Date.now() - age * 1000
}

/** The kernel's name for its last start, which no other machine has. */
export function readBoot(): string | undefined {
  return readProc('sys/kernel/random', 'boot_id')?.trim()
}

/** Whether a process that has a stat runs no more: it is a zombie, or its thread `task` has ended. */
export function isOver({ state }: ProcessStat, task: string | undefined): boolean {
  return state === 'Z' || state === 'X' || (task !== undefined && !readStat(task))
}

function readProc(target: number | string, name: string): string | undefined {
  if (!hasProc()) return undefined
  let fd: number
  try {
    fd = openSync(`/proc/${target}/${name}`, 'r')
  } catch {
    return undefined
  }
  try {
    const buffer = new Uint8Array(1024)
    return latin1Slice.call(buffer, 0, readSync(fd, buffer, 0, 1024, null))
  } catch {
    return undefined
  } finally {
    closeSync(fd)
  }
}
