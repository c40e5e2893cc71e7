import { runSafely } from './debug-log.ts'
import { realPath } from './primordials.ts'

const { env, execArgv } = process
const option = '--preserve-symlinks'

/** Whether Node loads linked packages by their links (`--preserve-symlinks`): a linked package then looks like an installed one. */
export const areLinksKept =
  env.NODE_PRESERVE_SYMLINKS === '1' ||
  env.NODE_PRESERVE_SYMLINKS_MAIN === '1' ||
  execArgv.some(arg => arg.startsWith(option)) ||
  (env.NODE_OPTIONS ?? '').includes(option)

const known = new Map<string, string>()

/** The real path of a script's file, if Node kept links in it; else the path itself. Never throws. */
export function followLink(path: string): string {
  if (!areLinksKept) return path
  let real = known.get(path)
  if (real === undefined) {
    real = runSafely(`cannot follow ${path}`, () => realPath(path)) ?? path
    known.set(path, real)
  }
  return real
}
