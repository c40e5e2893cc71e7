import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { fixtures, runBoth } from './run-process.ts'

test('a process or thread that is given an environment finds that and nothing else', async () => {
  const { bare, counted, data } = await runBoth([join(fixtures, 'own-environment.cjs')])
  expect(counted).toEqual(bare)
  const { stdout } = bare
  expect(stdout.match(/^thread that inherits/gm)).toHaveLength(4)
  // Each is counted all the same.
  expect(data.count('print')).toBe(16)
  const processes = new Map(data.files.map(({ covtree }) => [covtree.process.id, covtree.process]))
  expect(processes.size).toBe(17)
  const orphans = [...processes.values()].filter(({ parent }) => !parent)
  expect(orphans).toHaveLength(1)
})

test('a file that Node’s test runner starts finds the options that it has without covtree', async () => {
  const root = writeProgram({
    'main.cjs': `const { spawnSync } = require('node:child_process')
const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'a.test.cjs'], { env: {}, encoding: 'utf8' })
console.log(stdout.match(/^# options.*/m)[0])`,
    'a.test.cjs': "console.log('options', JSON.stringify(process.execArgv))",
  })
  const { bare, counted } = await runBoth(['main.cjs'], { cwd: root, root })
  expect(counted).toEqual(bare)
})
