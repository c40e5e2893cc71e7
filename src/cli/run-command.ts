import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { caughtSignals } from '../contract/caught-signals.ts'
import { isWindows } from '../system/platform.ts'
import type { Outcome } from './command.ts'
import { watchGroup } from './group-signals.ts'

/**
 * The signals to pass on. SIGXCPU is not among them: the kernel sends it to the one process that has used its time. Nor are SIGTSTP and
 * SIGCONT, which a terminal sends to both processes.
 */
const passedOn: readonly NodeJS.Signals[] = isWindows
  ? ['SIGINT', 'SIGBREAK', 'SIGHUP']
  : [...caughtSignals.filter(name => name !== 'SIGXCPU' && name in constants.signals), 'SIGUSR1']

/** Exit codes of shells: command not found, and not executable. */
const notFound = 127
const notExecutable = 126

/** The outcome of a command. */
export interface CommandResult {
  outcome: Outcome
  /** Whether the program could be started. */
  isStarted: boolean
}

/** Runs a command with this process's own stdin, stdout and stderr, and passes signals on to it. */
export async function runCommand(command: string, args: readonly string[]): Promise<CommandResult> {
  const start = isWindows ? (await import('./windows-command.ts')).startOnWindows : spawn
  const child = start(command, args, { stdio: 'inherit' })
  if (!child) {
    process.stderr.write(`covtree: ${describeFailure(command, args, { code: 'ENOENT' })}\n`)
    return { outcome: notFound, isStarted: false }
  }
  return new Promise(resolve => {
    const group = isWindows ? undefined : watchGroup()
    const removeListeners = passSignals(async signal => {
      // A console of Windows sends its events to the command itself, and `kill` would end the command at once.
      if (group && !(await group.gotSignal())) child.kill(signal)
    })
    const finish = (outcome: Outcome, isStarted: boolean) => {
      removeListeners()
      group?.end()
      resolve({ outcome, isStarted })
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A signal that could not be delivered says so too; the command then goes on.
      if (error.syscall === 'kill') return
      process.stderr.write(`covtree: ${describeFailure(command, args, error)}\n`)
      finish(error.code === 'ENOENT' ? notFound : notExecutable, false)
    })
    child.on('exit', (code, signal) => finish(signal ?? code ?? 0, true))
  })
}

/** Calls `passOn` for each signal to pass on. Returns a function that ends that. */
function passSignals(passOn: (signal: NodeJS.Signals) => void): () => void {
  // Node keeps SIGUSR1 for its inspector, which starts when no listener is there.
  for (const signal of passedOn) process.on(signal, passOn)
  return () => {
    for (const signal of passedOn) process.off(signal, passOn)
  }
}

function describeFailure(
  command: string,
  args: readonly string[],
  error: Pick<NodeJS.ErrnoException, 'code'> & { message?: string },
): string {
  // `--include src/* -- command`: the shell makes operands of all files but the first.
  if (args.includes('--') && existsSync(command))
    return `Cannot run \`${command}\`, which comes before \`--\`. Put patterns in quotes: \`--include 'src/**'\`.`
  if (error.code === 'ENOENT')
    return `Cannot run \`${command}\`: command not found. Check its spelling and PATH.`
  if (error.code === 'EACCES' && /\.[cm]?[jt]s$/.test(command)) {
    return `Cannot run \`${command}\`: it is not executable. Use \`node ${command}\`.`
  }
  return `Cannot run \`${command}\`: ${error.message}`
}
