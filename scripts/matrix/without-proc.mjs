// macOS and BSD have no /proc, from which covtree reads on Linux when a process started and what it does.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { folder, runVitest } from './run-vitest.mjs'

/** The tests that ask and end processes and threads. */
const shortFiles = ['bootstrap/senders', 'bootstrap/threads', 'bootstrap/ends-by-others', 'e2e/end-table']

/** Runs the bootstrap and end-to-end tests with an empty folder over /proc. The tests' helpers read the real one at `COVTREE_TEST_PROC`. */
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
