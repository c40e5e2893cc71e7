// macOS and BSD have no /proc, by which Linux tells what a process does and when it started.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folder, runVitest } from './run-vitest.mjs'

/** Those that ask, end or list processes. */
const shortFiles = ['ends-by-others', 'senders', 'threads', 'e2e/children', 'without-proc']

/** Runs the bootstrap and end-to-end tests with an empty folder over /proc. The tests themselves find it in `COVTREE_TEST_PROC`. */
export function runWithoutProc({ isShort, files }) {
  console.log('\n=== Without /proc ===')
  const proc = join(folder, 'proc')
  mkdirSync(proc, { recursive: true })
  const hide = 'mount --rbind /proc "$0" && mount -t tmpfs none /proc && exec "$@"'
  return runVitest({
    name: 'without-proc',
    projects: ['bootstrap', 'e2e'],
    args: files.length === 0 && isShort ? shortFiles : files,
    env: { COVTREE_TEST_PROC: proc },
    // In a namespace of mounts of its own; one of users, too, for who is not root.
    through: ['unshare', process.getuid() === 0 ? '-m' : '-rm', 'sh', '-c', hide, proc],
  })
}
