import type { ProcessInfo } from '../contract/process-info.ts'
import { isHere } from './place.ts'
import { isOver, readStat } from './proc-stat.ts'

// In a child, the program may replace both later.
const { kill } = process
const { apply } = Reflect

/**
 * Whether the process or thread of a start record still runs here; false for one of another machine or container. A later process with
 * the same pid has another start stamp. A zombie does not run, nor does a thread that has ended. Without `/proc`, the pid alone decides.
 */
export function isAlive({
  pid,
  osStartTime,
  task,
  place,
}: Pick<ProcessInfo, 'pid' | 'osStartTime' | 'task' | 'place'>): boolean {
  if (place !== undefined && !isHere(place)) return false
  const stat = readStat(pid)
  if (!stat) return hasProcess(pid)
  return (osStartTime === undefined || stat.startTime === osStartTime) && !isOver(stat, task)
}

/** Whether the system knows a process with this pid. */
function hasProcess(pid: number): boolean {
  try {
    apply(kill, process, [pid, 0])
    return true
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
