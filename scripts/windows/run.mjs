// Windows' own node.exe under Wine.
import { join } from 'node:path'
import { folder, runVitest } from '../matrix/run-vitest.mjs'
import { setUpWindows } from './setup.mjs'
import { wineEnvironment } from './wine.mjs'

/** The tests of commands, starts and kills. */
const shortFiles = ['runs', 'commands', 'kills']

/** Runs the tests of Windows. `numbers`: versions of Node, by default all, and with `isShort` one. */
export function runOnWindows({ isShort, numbers, files }) {
  const windows = join(folder, 'windows')
  const majors = numbers.length > 0 ? numbers : isShort ? [22] : [20, 22, 24]
  setUpWindows(windows, majors)
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
    })
    isPassed &&= isRowPassed
  }
  return isPassed
}
