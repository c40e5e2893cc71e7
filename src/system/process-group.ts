import type { ProcessInfo } from '../contract/process-info.ts'
import { readStat } from './proc-stat.ts'

/**
 * The processes of a group, out of those with start records; `group` 0 is that of this process. Where the system tells no groups, those
 * below the group's leader: it has the group's number as its pid, and need not be counted itself, as a shell.
 */
export function findGroup(records: readonly ProcessInfo[], group: number): ProcessInfo[] {
  const own = readStat(process.pid)?.processGroup
  if (own !== undefined) {
    const wanted = group === 0 ? own : group
    return records.filter(({ pid }) => readStat(pid)?.processGroup === wanted)
  }
  return group === 0 ? [] : findFamily(records, group)
}

/** The process with a pid and all that it and those below it have started. */
function findFamily(records: readonly ProcessInfo[], leader: number): ProcessInfo[] {
  const pids = new Set([leader])
  // A process starts later than its parent.
  return [...records]
    .sort((a, b) => a.startTime - b.startTime)
    .filter(({ pid, ppid }) => {
      if (pids.has(ppid)) pids.add(pid)
      return pids.has(pid)
    })
}
