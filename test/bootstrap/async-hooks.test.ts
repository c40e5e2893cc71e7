import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { runBoth } from './run-process.ts'

/** Fails for each event of a resource whose `init` it has not seen, as leak detectors do; timers of the program itself are seen. */
const hooks = `const { createHook } = require('node:async_hooks')
const { writeSync } = require('node:fs')
const known = new Set()
const seen = type => id => known.has(id) || id <= 1 || writeSync(1, type + ' without init\\n')
createHook({ init: id => known.add(id), destroy: seen('destroy') }).enable()
function ran() {}
ran()
`
const programs: [name: string, program: string][] = [
  ['a timer', 'setTimeout(() => {}, 100)'],
  [
    'a listener for SIGURG',
    "process.on('SIGURG', () => {}).removeAllListeners('SIGURG'); setTimeout(() => {}, 100)",
  ],
  [
    'a server',
    "const server = require('node:http').createServer().listen(0, () => setTimeout(() => server.close(), 100))",
  ],
]

test.for(programs)(
  'async hooks see no end of a resource that they did not see begin: %s',
  async ([, program]) => {
    const root = writeProgram({ 'main.cjs': hooks + program })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect(counted.stdout).toBe('')
    expect(data.count('ran')).toBe(1)
  },
)
