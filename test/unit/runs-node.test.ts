import { expect, test } from 'vitest'
import { runsNode } from '../../bootstrap/spawn/runs-node.ts'

// A start that runs no program would be listed as lost: Node loads no preload then.
test.each([
  ['a program', ['a.js', '--version'], true],
  ['a program after a preload', ['-r', './setup.cjs', 'a.js'], true],
  ['code', ['-e', '1'], true],
  ['a test run', ['--test'], true],
  ['its version', ['--version'], false],
  ['its version, with a preload', ['-r', './setup.cjs', '--version'], false],
  ['its version, with an option before', ['--no-warnings', '-v'], false],
  ['a script of package.json, as a child', ['--run', 'build'], false],
  ['the same', ['--run=build'], false],
  ['a program again and again, as children', ['--watch', 'a.js'], false],
  ['the same for a folder', ['--watch-path=src', 'a.js'], false],
  ['the blob of a single executable', ['--experimental-sea-config', 'sea.json'], false],
])('Node runs a program of its own: %s (%j): %s', (_, args, expected) => {
  expect(runsNode({ file: process.execPath, args: ['node', ...args] })).toBe(expected)
})
