import { closeSync, openSync, readSync } from 'node:fs'

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
  const [, nanoseconds] = readProc(pid, 'schedstat')?.split(' ') ?? []
  return nanoseconds ? Number(nanoseconds) / 1e6 : 0
}

/** CPU time of a process's main thread since its start, in ms; undefined where that is not told. */
export function readMainThreadTime(pid: number): number | undefined {
  const [nanoseconds] = readProc(pid, 'schedstat')?.split(' ') ?? []
  return nanoseconds ? Number(nanoseconds) / 1e6 : undefined
}

/** Reads the stat of a process (or `<pid>/task/<thread>`); undefined when it is gone, or where there is no /proc. */
export function readStat(pid: number | string): ProcessStat | undefined {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // The second field, the name, may hold spaces and parentheses; the rest has none.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', processGroup: Number(fields[2]), startTime: fields[19] ?? '' }
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
