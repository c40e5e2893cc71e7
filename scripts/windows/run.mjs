// Windows' own node.exe under Wine.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { folder, noteFailure, runVitest } from '../matrix/run-vitest.mjs'
import { setUpWindows } from './setup.mjs'
import { wineEnvironment } from './wine.mjs'

/** The tests of commands, starts, kills and other ends. */
const shortFiles = ['runs', 'commands', 'kills', 'ends']
/** Time limit in minutes: a run that takes longer hangs. */
const limits = { short: 10, whole: 40 }

/** Runs the tests of Windows. `numbers`: versions of Node, by default all, and with `isShort` one. */
export async function runOnWindows({ isShort, numbers, files }) {
  const windows = join(folder, 'windows')
  const majors = numbers.length > 0 ? numbers : isShort ? [22] : [20, 22, 24]
  try {
    await setUpWindows(windows, majors, { isShort })
  } catch (error) {
    console.error(`Windows could not be set up: ${error.message}`)
    noteFailure('windows')
    return false
  }
  let isPassed = true
  for (const major of majors) {
    console.log(`\n=== Windows, Node ${major} ===`)
    const isRowPassed = runVitest({
      name: `windows-node${major}`,
      projects: ['windows'],
      args: files.length === 0 && isShort ? shortFiles.map(name => `test/windows/${name}`) : files,
      env: {
        ...wineEnvironment(windows),
        COVTREE_TEST_WINDOWS: windows,
        COVTREE_TEST_WINDOWS_NODE: String(major),
      },
      limit: isShort ? limits.short : limits.whole,
    })
    // Processes of a row that was ended. Nothing else uses this Windows.
    spawnSync('wineserver', ['-k'], { env: wineEnvironment(windows), timeout: 20_000 })
    isPassed &&= isRowPassed
  }
  return isPassed
}
