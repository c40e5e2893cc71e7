import { isWindows } from './platform.ts'

const { kill } = process
const { apply } = Reflect

/** The exit code of a process that an event of its console ends. */
const consoleEvent = 0xc000013a

/** Ends this process as a signal does that nobody listens to. Windows' `kill` throws for some, and no process ends by a signal there. */
export function dieOf(signal: NodeJS.Signals): void {
  if (isWindows)
    (process as NodeJS.Process & { reallyExit(code: number): never }).reallyExit(consoleEvent | 0)
  else apply(kill, process, [process.pid, signal])
}
