import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

/** What the operating system tells of a process (Linux: /proc/<pid>/stat). */
export interface ProcessStat {
  /** `Z`: dead, its parent has not looked yet; `R`: running; `S`: waiting. */
  state: string
  processGroup: number
  /** Clock ticks from boot to the process's start: with the pid, this tells a process from a later one. */
  startTime: string
}

/** Reads a process's stat; undefined when it is gone, or where there is no /proc. */
export function readStat(pid: number): ProcessStat | undefined {
  let fd: number
  try {
    fd = openSync(`/proc/${pid}/stat`, 'r')
  } catch {
    return undefined
  }
  try {
    const buffer = Buffer.allocUnsafe(1024)
    const text = buffer.toString('latin1', 0, readSync(fd, buffer, 0, 1024, null))
    // The second field, the name, may hold spaces and parentheses; the rest has none.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', processGroup: Number(fields[2]), startTime: fields[19] ?? '' }
  } catch {
    return undefined
  } finally {
    closeSync(fd)
  }
}

/** How long a process's main thread has been ready to run but had no CPU since its start, in ms (Linux); 0 if unknown. */
export function readWaitingTime(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[1]) / 1e6 || 0
  } catch {
    return 0
  }
}
