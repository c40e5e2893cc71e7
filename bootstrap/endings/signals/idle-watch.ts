// Decides when a process gets its signal thread. The thread costs 25 to 45 ms of CPU time and 10 to 18 MB (Node 20 to 26), so only two kinds
// of process get one: those that listen for connections, and those that have lived for a while and mostly wait (a watcher, a
// daemon; not a compiler). A process without counts of the project gets none at first (npm, or tsx, which waits for its child).
import { readClock } from '../../../src/system/clock.ts'
import { readStarvation } from '../../../src/system/proc-stat.ts'
import { startQuietTimer } from '../../node/quiet-timer.ts'

// The program may replace it later.
const { cpuUsage } = process

/** Age of a process at the first look, in ms. Most commands have ended by then. */
const firstLook = 150
/** A busy process is looked at this often with the short pause; then the pause doubles, up to the longest. In ms. */
const earlyLooks = 10
const shortPause = 100
const longestPause = 2400
/** A process that used more than this share of the time since the last look is busy. */
const idleShare = 0.5
/** Idle processes without project code are skipped `emptyLooks` times; each pause is `emptyPause` times longer. */
const emptyLooks = 2
const emptyPause = 3

/** What happens at a look. */
export interface StartHooks {
  /** The time has come. `isSaved`: the counts up to now are written. */
  start(isSaved: boolean): void
  /** A process that listens has nothing to save yet. */
  notNow(): void
}

/**
 * Starts the signal thread once, when the process is idle.
 * @param checkpoint pace of checkpoints in ms: they need the thread however busy the process is
 * @param hasKept whether the process has any counts of the project; writes them
 * @returns a function that starts it in the next turn of the loop if there is anything to save
 */
export function startWhenIdle(
  checkpoint: number | undefined,
  hasKept: () => boolean,
  hooks: StartHooks,
): () => void {
  let pause = Math.min(firstLook, checkpoint ?? firstLook)
  let before = readUse()
  let looks = 0
  let empty = 0
  let isStarted = false
  let isSoon = false
  const start = (isSaved: boolean) => {
    if (isStarted) return
    isStarted = true
    hooks.start(isSaved)
  }
  const look = () => {
    const use = readUse()
    const isIdle = use.work - before.work < (use.time - before.time) * idleShare
    if (checkpoint) return start(false)
    if (isIdle && (hasKept() || empty === emptyLooks)) return start(true)
    before = use
    if (isIdle) {
      empty++
      pause *= emptyPause
    } else pause = ++looks <= earlyLooks ? shortPause : Math.min(pause * 2, longestPause)
    timer.start(pause)
  }
  const startSoon = () => {
    isSoon = false
    if (hasKept()) return start(true)
    hooks.notNow()
    timer.start(pause)
  }
  const timer = startQuietTimer(() => {
    if (isStarted) return
    if (isSoon) startSoon()
    else look()
  }, pause)
  return () => {
    if (isStarted) return
    isSoon = true
    timer.start(0)
  }
}

/** The time now, and for how long this process has worked or waited for a processor so far; in ms. */
function readUse(): { time: number; work: number } {
  const { user, system } = cpuUsage()
  return { time: readClock(), work: (user + system) / 1000 + readStarvation(process.pid) }
}
