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

test('a program takes its NODE_OPTIONS from an env file where its environment has none', async () => {
  const root = writeProgram({
    'main.cjs': `const { execFileSync } = require('node:child_process')
for (const env of [{}, { NODE_OPTIONS: '--no-deprecation' }])
  for (const file of ['options.env', 'other.env'])
    console.log(execFileSync(process.execPath, ['--import', './empty.mjs', '--env-file=' + file, 'show.cjs'], { env, encoding: 'utf8' }))`,
    'show.cjs': `const { execFileSync } = require('node:child_process')
function show() { console.log(process.env.NODE_OPTIONS, process.env.OTHER, process.execArgv, Error.stackTraceLimit) }
show()
if (!process.argv[2]) console.log(execFileSync(process.execPath, ['show.cjs', 'again'], { encoding: 'utf8' }))`,
    'empty.mjs': '',
    'options.env': 'NODE_OPTIONS="--no-warnings --stack-trace-limit=5"',
    'other.env': 'OTHER=1',
  })
  const { bare, counted, data } = await runBoth(['main.cjs'], { cwd: root, root })
  expect(counted).toEqual(bare)
  expect(bare.code).toBe(0)
  expect(data.count('show')).toBe(8)
})
