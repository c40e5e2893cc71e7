// Parts that differ on Windows, on a system that says it is Windows. The rows of test/windows show the whole.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { environmentNames } from '../../src/contract/environment.ts'
import { describeCommand } from '../../src/report/content/describe-process.ts'
import { pretendSystem } from './on-system.ts'

beforeEach(() => {
  vi.resetModules()
})
afterEach(() => {
  vi.unstubAllEnvs()
})
const bootstrap = 'C:\\p\\covtree\\index.cjs'
const settings = {
  bootstrap,
  variables: { [environmentNames.dataFile]: 'C:\\Temp\\covtree-a\\data' },
  parent: '',
  readContext: () => '',
}

test.for([
  ['C:\\p\\index.cjs', '--require=C:/p/index.cjs'],
  ['C:\\my files\\index.cjs', '"--require=C:/my files/index.cjs"'],
])('NODE_OPTIONS gets %s without backslashes, and loses it again', async ([file, option]) => {
  pretendSystem('win32')
  const { addRequire, removeRequire } = await import('../../bootstrap/node/node-options.ts')
  expect(addRequire('', file!)).toBe(option)
  expect(addRequire(option!, file!)).toBe(option)
  expect(removeRequire(`${option} --no-warnings`, file!)).toBe('--no-warnings')
})

test.for([
  ['win32', 'node_options=--require=C:/p/covtree/index.cjs --no-warnings'],
  ['linux', 'node_options=--no-warnings'],
] as const)('on %s a variable keeps the name that the program gave it: %s', async ([system, expected]) => {
  pretendSystem(system)
  const { addToPairs } = await import('../../bootstrap/spawn/environment.ts')
  const { pairs } = addToPairs(['node_options=--no-warnings', 'A=1'], settings)
  expect(pairs.slice(0, 2)).toEqual([expected, 'A=1'])
  expect(pairs.some(pair => pair.startsWith('NODE_OPTIONS='))).toBe(system === 'linux')
})

test.for([
  [
    '"set NODE_OPTIONS=--no-warnings&& node a.js"',
    '"set NODE_OPTIONS=-r C:/p/covtree/index.cjs --no-warnings&& node a.js"',
  ],
  [
    'cd b & @SET "NODE_OPTIONS=--a --b" && node a',
    'cd b & @SET "NODE_OPTIONS=-r C:/p/covtree/index.cjs --a --b" && node a',
  ],
  ['"set NODE_OPTIONS=%NODE_OPTIONS% --a && node a"', undefined],
  ['"set NODE_OPTIONS=&& node a"', undefined],
  ['"echo set NODE_OPTIONS=--a && node a"', undefined],
])('the command %j of cmd becomes %j', async ([command, expected]) => {
  pretendSystem('win32')
  const { addToShellCommand } = await import('../../bootstrap/spawn/shell-options.ts')
  const file = 'C:\\Windows\\system32\\cmd.exe'
  const args = [file, '/d', '/s', '/c', command!]
  const changed = addToShellCommand({ file, args }, bootstrap)
  expect(changed?.[4] ?? command).toBe(expected ?? command)
})

describe('a start under --permission', () => {
  const allow = (read: string, write: string) => [
    'node',
    '--permission',
    `--allow-fs-read=${read}`,
    `--allow-fs-write=${write}`,
  ]
  test.for([
    ['win32', allow('C:\\p\\*', 'C:\\Temp\\*'), false],
    ['win32', allow('c:/P/*', 'c:/temp/*'), false],
    ['win32', allow('c:/P', 'c:/temp'), false],
    ['win32', allow('D:\\p\\*', 'C:\\Temp\\*'), true],
    ['win32', allow('C:\\p\\*', 'C:\\Tem'), true],
    ['linux', allow('c:\\P\\*', 'C:\\Temp\\*'), true],
  ] as const)('on %s with %j is forbidden: %s', async ([system, args, expected]) => {
    pretendSystem(system)
    const { isForbidden } = await import('../../bootstrap/spawn/permission.ts')
    expect(isForbidden(args, undefined, settings)).toBe(expected)
  })
})

test.for([
  ['win32', 'TEMP'],
  ['linux', 'TMPDIR'],
] as const)('on %s, where no data folder can be made, the message names %s', async ([system, name]) => {
  pretendSystem(system)
  vi.stubEnv('TMPDIR', join(tmpdir(), 'covtree-no-such-folder'))
  vi.stubEnv('TEMP', join(tmpdir(), 'covtree-no-such-folder'))
  vi.doMock('../../src/run/bootstrap-file.ts', () => ({ bootstrapFile: () => bootstrap }))
  const { createDataFolder } = await import('../../src/run/data/run-folder.ts')
  const { resolveOptions } = await import('../../src/run/options.ts')
  expect(() => createDataFolder({ roots: [], settings: resolveOptions({})! })).toThrow(
    `set ${name} to a folder`,
  )
  vi.doUnmock('../../src/run/bootstrap-file.ts')
})

test('a command line is shown without the folder of the project, with the slashes of other systems', () => {
  const argv = ['C:\\Program Files\\nodejs\\node.exe', 'W:\\play\\src\\cli.js', 'build']
  expect(describeCommand({ argv, threadId: 0 }, 'W:\\play')).toBe('node src/cli.js build')
})

test('the temporary files of two threads, or of containers with equal pids, have different names', async () => {
  const names: string[] = []
  for (let i = 0; i < 2; i++) {
    vi.resetModules()
    const { temporaryFor } = await import('../../bootstrap/data/write-file.ts')
    names.push(temporaryFor('/data/texts/hash'))
  }
  expect(new Set(names).size).toBe(2)
})
