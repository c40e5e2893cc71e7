import { type ChildProcess, spawn } from 'node:child_process'
import crossSpawn from 'cross-spawn'
import which from 'which'
import type { Outcome } from './command.ts'
import { watchGroup } from './group-signals.ts'

const isWindows = process.platform === 'win32'

/** The signals to pass on. SIGTSTP and SIGCONT are not among them: a terminal sends them to both processes. */
const passedOn: readonly NodeJS.Signals[] = isWindows
  ? ['SIGINT', 'SIGBREAK', 'SIGHUP']
  : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM']

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
export function runCommand(command: string, args: readonly string[]): Promise<CommandResult> {
  // cmd.exe would say so in its own words, with an exit code of its own.
  if (isWindows && which.sync(command, { nothrow: true }) === null) {
    process.stderr.write(`covtree: ${describeFailure(command, { code: 'ENOENT' })}\n`)
    return Promise.resolve({ outcome: notFound, isStarted: false })
  }
  return new Promise(resolve => {
    const child = startCommand(command, args)
    const group = isWindows ? undefined : watchGroup()
    const listeners = passedOn.map(signal => {
      const passOn = async () => {
        // A console of Windows sends its events to the command itself, and `kill` would end the command at once.
        if (group && !(await group.gotSignal())) child.kill(signal)
      }
      // Node keeps SIGUSR1 for its inspector, which starts when no listener is there.
      process.on(signal, passOn)
      return () => process.off(signal, passOn)
    })
    const finish = (outcome: Outcome, isStarted: boolean) => {
      for (const remove of listeners) remove()
      group?.end()
      resolve({ outcome, isStarted })
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A signal that could not be delivered says so too; the command then goes on.
      if (error.syscall === 'kill') return
      process.stderr.write(`covtree: ${describeFailure(command, error)}\n`)
      finish(error.code === 'ENOENT' ? notFound : notExecutable, false)
    })
    child.on('exit', (code, signal) => finish(signal ?? code ?? 0, true))
  })
}

/** On Windows most commands are batch files (`npx.cmd`), which `spawn` does not find and which cmd.exe alone can run. */
function startCommand(command: string, args: readonly string[]): ChildProcess {
  const start = isWindows ? crossSpawn : spawn
  return start(command, args as string[], { stdio: 'inherit' })
}

function describeFailure(
  command: string,
  error: Pick<NodeJS.ErrnoException, 'code'> & { message?: string },
): string {
  if (error.code === 'ENOENT')
    return `Cannot run \`${command}\`: there is no such command, look at its spelling and at PATH.`
  if (error.code === 'EACCES' && /\.[cm]?[jt]s$/.test(command)) {
    return `Cannot run \`${command}\`: it is no program by itself, use \`node ${command}\`.`
  }
  return `Cannot run \`${command}\`: ${error.message}`
}
