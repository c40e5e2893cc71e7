import { closeSync, openSync, readSync } from 'node:fs'

// A test's fake clock stands still.
const { bigint: clock } = process.hrtime

/** What the operating system tells of a process (Linux: /proc/<pid>/stat). */
export interface ProcessStat {
  /** `Z`: dead, its parent has not looked yet; `R`: running; `S`: waiting. */
  state: string
  processGroup: number
  /** Clock ticks from boot to the process's start: with the pid, this tells a process from a later one. */
  startTime: string
}

/** How long a process's main thread (or `<pid>/task/<thread>`) has been ready to run without a processor since its start, in ms; 0 where that is not told. */
export function readStarvation(pid: number | string): number {
  return readSchedule(pid)[1]
}

/**
 * Tells how long a process's main thread (or `<pid>/task/<thread>`) has been ready to run without a processor since this call, in ms;
 * also while it still is: the system counts such a time when it ends.
 */
export function watchStarvation(pid: number | string): () => number {
  const start = clock()
  const [used, starved] = readSchedule(pid)
  return () => {
    const [usedNow, starvedNow] = readSchedule(pid)
    const passed = Number(clock() - start) / 1e6
    const idle = readStat(pid)?.state === 'R' ? passed - (usedNow - used) : 0
    return Math.max(0, starvedNow - starved, idle)
  }
}

/** Tells how much CPU time a process's main thread (or `<pid>/task/<thread>`) has used since this call, in ms. */
export function watchWork(pid: number | string): () => number {
  const [used] = readSchedule(pid)
  return () => Math.max(0, readSchedule(pid)[0] - used)
}

/** CPU time and time without a processor since the start, in ms. */
function readSchedule(pid: number | string): [used: number, starved: number] {
  const [used, starved] = readProc(pid, 'schedstat')?.split(' ') ?? []
  return [Number(used ?? 0) / 1e6, Number(starved ?? 0) / 1e6]
}

/** CPU time of a process's main thread since its start, in ms; undefined where that is not told. */
export function readMainThreadTime(pid: number): number | undefined {
  return readSchedule(pid)[0] || undefined
}

/** Reads the stat of a process (or `<pid>/task/<thread>`); undefined when it is gone, or where there is no /proc. */
export function readStat(pid: number | string): ProcessStat | undefined {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // The second field, the name, may hold spaces and parentheses; the rest has none.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', processGroup: Number(fields[2]), startTime: fields[19] ?? '' }
}

/** Whether a process that has a stat is over all the same: dead and not looked at yet; or `task`, a thread of it, is. */
export function isOver({ state }: ProcessStat, task: string | undefined): boolean {
  return state === 'Z' || state === 'X' || (task !== undefined && !readStat(task))
}

function readProc(pid: number | string, name: string): string | undefined {
  let fd: number
  try {
    fd = openSync(`/proc/${pid}/${name}`, 'r')
  } catch {
    return undefined
  }
  try {
    const buffer = Buffer.allocUnsafe(1024)
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, 1024, null))
  } catch {
    return undefined
  } finally {
    closeSync(fd)
  }
}
