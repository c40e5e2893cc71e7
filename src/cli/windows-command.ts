// Most commands of Windows are batch files (`npx.cmd`), which `spawn` does not find and which cmd.exe alone can run.
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import crossSpawn from 'cross-spawn'
import which from 'which'

/** Starts a command; undefined if there is none of this name. cmd.exe would say so in its own words, with an exit code of its own. */
export function startOnWindows(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess | undefined {
  if (which.sync(command, { nothrow: true }) === null) return undefined
  return crossSpawn(command, args as string[], options)
}
