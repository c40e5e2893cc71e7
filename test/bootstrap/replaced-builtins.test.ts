import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { type Act, fixtures, isGuarded, runBoth } from './run-process.ts'

test('a program that replaces the methods of built-in objects is counted, and none of them is called', async () => {
  const { bare, counted, data } = await runBoth([join(fixtures, 'replaced-builtins.cjs')])
  expect(counted).toEqual(bare)
  expect(counted.stdout).toBe('called: \n')
  expect(data.count('ran')).toBe(1)
  expect(data.live).toEqual([])
})

test('a program that never restores the file functions it mocks is counted, and finds its mocks in place', async () => {
  // As mock-fs does.
  const program = `const binding = process.binding('fs')
const fail = () => { throw Object.assign(new Error('mocked'), { code: 'ENOENT' }) }
const child = require('node:child_process').spawn(process.execPath, ['-e', ''])
child.on('exit', () => {})
for (const name of ['open', 'writeString', 'writeBuffer', 'rename', 'unlink', 'mkdir', 'stat', 'lstat', 'readdir', 'read', 'close'])
  binding[name] = fail
function ran() {}
ran()
process.on('exit', () => process._rawDebug(binding.open === fail, binding.stat === fail))
`
  const root = writeProgram({ 'main.cjs': program })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted).toEqual(bare)
  expect(counted.stderr).toBe('true true\n')
  expect(data.count('ran')).toBe(1)
  expect(data.live).toEqual([])
})

test('a program that replaces functions of Node before it loads child_process is counted, and its child', async () => {
  const program = `const fs = require('node:fs')
const fail = () => { throw new Error('replaced') }
for (const name of ['cwd', 'getuid', 'geteuid', 'kill', 'binding', 'listenerCount']) process[name] = fail
process.hrtime.bigint = globalThis.setTimeout = globalThis.structuredClone = fail
for (const name of ['openSync', 'writeSync', 'closeSync', 'statSync', 'readSync', 'readdirSync', 'renameSync']) fs[name] = fail
const { status } = require('node:child_process').spawnSync(process.execPath, [require('node:path').join(__dirname, 'child.cjs')])
process._rawDebug(status)
`
  const root = writeProgram({ 'main.cjs': program, 'child.cjs': 'function ran() {}\nran()\n' })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted).toEqual(bare)
  expect(counted.stderr).toBe('0\n')
  expect(data.count('ran')).toBe(1)
  const [child, main] = ['child.cjs', 'main.cjs'].map(name =>
    data.files.map(file => file.covtree.process).find(({ argv }) => argv[1]?.endsWith(name)),
  )
  expect(child?.parent).toBe(main?.id)
})

test.for(['Array', 'Object'])('a toJSON method of %s.prototype does not reach the data files', async name => {
  const program = `function ran() {}\nran()\n${name}.prototype.toJSON = () => 'hidden'\n`
  const root = writeProgram({ 'main.cjs': program })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted).toEqual(bare)
  expect(data.count('ran')).toBe(1)
})

test('a server that replaces Module._load, as mocking libraries do, sees its own modules alone', async () => {
  const program = `const Module = require('node:module')
const load = Module._load
Module._load = function (id) {
  console.error('loads', id)
  return load.apply(this, arguments)
}
require('node:net').createServer().listen(0, () => console.log('ready'))
require('node:child_process').spawn('true')
`
  const root = writeProgram({ 'main.cjs': program })
  const act: Act = async (running, data) => {
    await running.saw('ready')
    await isGuarded(running, data)
    running.child.kill('SIGTERM')
  }
  const { bare, counted } = await runBoth([join(root, 'main.cjs')], { root, act })
  expect(counted).toEqual(bare)
  expect(bare.stderr).toBe('loads node:net\nloads node:child_process\n')
})

test.for(['get', 'set', 'value'])(
  'a program that puts `%s` on Object.prototype is counted, and its child and thread',
  async name => {
    const program = `const { spawnSync } = require('node:child_process')
Object.prototype.${name} = 1
const path = require('node:path').join(__dirname, 'child.cjs')
const { stdout, status } = spawnSync(process.execPath, [path], { env: {} })
console.log(String(stdout), status)
const { Worker } = require('node:worker_threads')
try {
  new Worker(path, { env: {} }).on('exit', code => console.log(code))
} catch ({ message }) {
  console.log(message)
}
`
    const root = writeProgram({ 'main.cjs': program, 'child.cjs': 'function ran() {}\nran()\n' })
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect(data.count('ran')).toBe(bare.stdout.endsWith('\n0\n') ? 2 : 1)
  },
)
