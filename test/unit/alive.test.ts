import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { afterEach, expect, test, vi } from 'vitest'
import { isAlive } from '../../src/system/alive.ts'
import { readPlace } from '../../src/system/place.ts'
import { readStat } from '../../src/system/proc-stat.ts'

const { pid } = process
const osStartTime = readStat(pid)?.startTime

afterEach(() => {
  vi.doUnmock('../../src/system/proc-stat.ts')
  vi.restoreAllMocks()
  vi.resetModules()
})

test('this process is alive, with and without a start stamp in its record', () => {
  expect(isAlive({ pid, ...(osStartTime && { osStartTime }) })).toBe(true)
  expect(isAlive({ pid })).toBe(true)
})

test('a process that has ended is not alive', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'close')
  expect(isAlive({ pid: child.pid! })).toBe(false)
})

test.skipIf(!existsSync('/proc/self/stat'))(
  'a later process with the same pid and a thread that has ended are not alive (needs /proc)',
  () => {
    expect(isAlive({ pid, osStartTime: '1' })).toBe(false)
    expect(isAlive({ pid, osStartTime: osStartTime!, task: `${pid}/task/1` })).toBe(false)
    expect(isAlive({ pid, osStartTime: osStartTime!, task: `${pid}/task/${pid}` })).toBe(true)
  },
)

test.for([
  ['EPERM', true],
  ['ESRCH', false],
] as const)('without /proc, a process is alive if kill says %s: %s', async ([code, alive]) => {
  vi.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error(code), { code })
  })
  vi.doMock('../../src/system/proc-stat.ts', () => ({ readStat: () => undefined, isOver: () => false }))
  const { isAlive } = await import('../../src/system/alive.ts')
  expect(isAlive({ pid, osStartTime: '1' })).toBe(alive)
})

test.for(['another-boot pid:[4026531836]', 'a-host '])(
  'a process of another machine or container is not alive because its pid lives here: %s',
  place => {
    expect(isAlive({ pid, place: readPlace() })).toBe(true)
    expect(isAlive({ pid, place })).toBe(false)
    expect(isAlive({ pid, ...(osStartTime && { osStartTime }), place })).toBe(false)
  },
)

test('a process that does not know its container is looked up by its pid', () => {
  const [host] = readPlace().split(' ')
  expect(isAlive({ pid, place: `${host} ` })).toBe(true)
})

test('without /proc, a machine is known by its host name', async () => {
  vi.resetModules()
  vi.doMock('node:fs', () => ({ readFileSync: fail, readlinkSync: fail }))
  const { readPlace } = await import('../../src/system/place.ts')
  vi.doUnmock('node:fs')
  expect(readPlace()).toBe(`${hostname()} `)
})

function fail(): never {
  throw new Error('ENOENT')
}
