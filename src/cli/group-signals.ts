import { type ChildProcess, spawn } from 'node:child_process'

/** Tells whether a signal was sent to the whole process group. */
export interface GroupWatch {
  /** Resolves to true if the signal that has just arrived went to the group, and so to the command itself. */
  gotSignal(): Promise<boolean>
  end(): void
}

/** A process that a signal kills has ended within this time, in ms. The system sends a group's signal to all its processes at once. */
const deathTime = 20

/**
 * Watches the process group. A terminal sends Ctrl-C to all processes in its foreground; `timeout` and CI systems send signals to a
 * group. Node cannot tell the sender of a signal, so a small process in the group waits to be killed by the same signal.
 */
export function watchGroup(): GroupWatch {
  let canary = startCanary()
  return {
    async gotSignal() {
      await new Promise(resolve => setTimeout(resolve, deathTime))
      if (!hasDied(canary)) return false
      canary = startCanary()
      return true
    },
    end() {
      canary.kill('SIGKILL')
    },
  }
}

/** A process without handlers that ends at the latest with this one, when its input is closed. */
function startCanary(): ChildProcess {
  const canary = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'], env: { PATH: process.env.PATH } })
  // Without `cat`, each signal is passed on.
  canary.on('error', () => {})
  canary.unref()
  return canary
}

function hasDied({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid !== undefined && (exitCode !== null || signalCode !== null)
}
