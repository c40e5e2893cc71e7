import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { wrapTerminals } from '../../bootstrap/spawn/terminals.ts'
import { writeProgram } from '../bootstrap/program.ts'

const require = createRequire(import.meta.url)
const { dlopen } = process

/** Loads an addon as node-pty does; `fork` returns what it was given. */
function loadTerminal() {
  return require(join(writeProgram({ 'pty.node': '' }), 'pty.node')) as {
    fork(...args: unknown[]): { pid: number; given: unknown[] }
  }
}

function playAddons(load: (name: string) => object): void {
  process.dlopen = ((module: { exports: object }, name: string) =>
    Object.assign(module.exports, load(name))) as never
  onTestFinished(() => {
    process.dlopen = dlopen
  })
}

test('a program that node-pty starts in a terminal gets the settings, and its start is noted', () => {
  playAddons(() => ({ fork: (...given: unknown[]) => ({ pid: 4711, given }) }))
  const started: unknown[] = []
  const unwrap = wrapTerminals({
    prepare: start => ({
      envPairs: [...start.envPairs!, 'COVTREE_CONTEXT=a'],
      args: [...start.args!, 'more'],
      started: pid => started.push(pid, start),
    }),
    ended() {},
    beforeKill() {},
  })
  const terminal = loadTerminal()
  const onExit = () => {}
  const rest = [80, 24, -1, -1, true, 'helper', onExit]
  expect(terminal.fork('node', ['a.js'], ['A=1'], '/tmp', ...rest).given).toEqual([
    'node',
    ['a.js', 'more'],
    ['A=1', 'COVTREE_CONTEXT=a'],
    '/tmp',
    ...rest,
  ])
  expect(started).toEqual([4711, { file: 'node', args: ['node', 'a.js'], envPairs: ['A=1'], cwd: '/tmp' }])
  expect(terminal.fork.name).toBe('fork')
  unwrap()
  expect(terminal.fork('node', ['a.js'], ['A=1'], '/tmp').given).toEqual(['node', ['a.js'], ['A=1'], '/tmp'])
})

test('another addon is loaded as without covtree, and its errors have the same stack', () => {
  const path = join(writeProgram({ 'broken.node': 'no library' }), 'broken.node')
  const [wrapped, bare] = [true, false].map(isWrapped => {
    const hooks = { prepare: () => ({ envPairs: [] }), ended() {}, beforeKill() {} }
    const unwrap = isWrapped ? wrapTerminals(hooks) : () => {}
    try {
      return require(path)
    } catch (error) {
      return (error as Error).stack
    } finally {
      unwrap()
    }
  })
  expect(wrapped).toContain('broken.node')
  expect(wrapped).toBe(bare)
  expect(process.dlopen).toBe(dlopen)
})
