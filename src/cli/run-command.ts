import { spawn } from 'node:child_process'
import type { Outcome } from './command.ts'
import { isFromTerminal } from './terminal-signals.ts'

/** Signals that end or steer a program and that a parent can pass on. SIGTSTP and SIGCONT stop and continue both by themselves. */
const passedOn: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGBREAK', 'SIGHUP', 'SIGTERM']
    : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM']

/** Exit codes of shells for a command that is not there, or is no program. */
const notFound = 127
const notExecutable = 126

/** What came of a command. */
export interface CommandResult {
  outcome: Outcome
  /** Whether there was a program to start. */
  isStarted: boolean
}

/** Runs a command with this process's own stdin, stdout and stderr, and passes signals on to it. */
export function runCommand(command: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: 'inherit' })
    const listeners = passedOn.map(signal => {
      const passOn = () => {
        if (!isFromTerminal(signal)) child.kill(signal)
      }
      // Node keeps SIGUSR1 for its inspector, which starts when no listener is there.
      process.on(signal, passOn)
      return () => process.off(signal, passOn)
    })
    const finish = (outcome: Outcome, isStarted: boolean) => {
      for (const remove of listeners) remove()
      resolve({ outcome, isStarted })
    }
    child.on('error', error => {
      // A signal that could not be delivered says so too; the command then goes on.
      if (child.pid !== undefined) return
      process.stderr.write(`covtree: ${describeFailure(command, error)}\n`)
      finish((error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound : notExecutable, false)
    })
    child.on('exit', (code, signal) => finish(signal ?? code ?? 0, true))
  })
}

function describeFailure(command: string, error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT')
    return `Cannot run \`${command}\`: there is no such command, look at its spelling and at PATH.`
  if (error.code === 'EACCES' && /\.[cm]?[jt]s$/.test(command)) {
    return `Cannot run \`${command}\`: it is no program by itself, use \`node ${command}\`.`
  }
  return `Cannot run \`${command}\`: ${error.message}`
}
