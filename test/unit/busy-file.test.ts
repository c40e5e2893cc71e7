import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pretendSystem } from './on-system.ts'

/** Refuses so often, then does it. */
function refuse(times: number, code: string) {
  return vi.fn(() => {
    if (times-- > 0) throw Object.assign(new Error(code), { code })
  })
}

describe('a file that a virus scanner holds', () => {
  beforeEach(() => {
    vi.resetModules()
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })
  const load = async (system: NodeJS.Platform) => {
    pretendSystem(system)
    return (await import('../../src/system/busy-file.ts')).whenFree
  }

  test.for(['EPERM', 'EACCES', 'EBUSY'])('is tried again on Windows: %s', async code => {
    const whenFree = await load('win32')
    const act = refuse(3, code)
    whenFree(act)
    expect(act).toHaveBeenCalledTimes(4)
  })

  test('is given up in the end', async () => {
    const whenFree = await load('win32')
    const act = refuse(1000, 'EBUSY')
    vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')
    expect(() => whenFree(act)).toThrow('EBUSY')
    expect(act.mock.calls.length).toBeLessThan(50)
  })

  test.for([
    ['win32', 'ENOENT'],
    ['linux', 'EPERM'],
  ] as const)('is tried once on %s after %s', async ([system, code]) => {
    const whenFree = await load(system)
    const act = refuse(1, code)
    expect(() => whenFree(act)).toThrow(code)
    expect(act).toHaveBeenCalledTimes(1)
  })
})

/** A disk on which each call of the named functions is refused `times` times before it is carried out. */
function refuseFiles(names: readonly ('renameSync' | 'unlinkSync' | 'openSync' | 'rmSync')[], times: number) {
  const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs')
  for (const name of names) {
    const original = fs[name] as (...args: unknown[]) => unknown
    let left = times
    vi.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
      if (left-- > 0) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' })
      left = times
      return original(...args)
    }) as never)
  }
  syncBuiltinESMExports()
}

describe('beside a virus scanner, on Windows,', () => {
  beforeEach(() => {
    vi.resetModules()
    pretendSystem('win32')
  })
  afterEach(() => {
    vi.restoreAllMocks()
    syncBuiltinESMExports()
  })
  const makeFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'covtree-busy-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    mkdirSync(join(folder, 'texts'))
    return folder
  }

  test.for([1, 2, 4])(
    'all files of a process get written and removed, each refused %i times',
    async times => {
      const folder = makeFolder()
      refuseFiles(['renameSync', 'unlinkSync', 'openSync'], times)
      const { appendByte, appendLines, removeFile, writeOnce, writeWhole } = await import(
        '../../bootstrap/data/write-file.ts'
      )
      const paths = ['data', 'once', 'lines', 'texts/removed'].map(name => join(folder, name))
      const [data, once, lines, removed] = paths as [string, string, string, string]
      writeWhole(data, 'data')
      writeOnce(once, 'once')
      appendLines(lines, 'a\n')
      appendByte(lines)
      writeWhole(removed, '')
      removeFile(removed)
      vi.restoreAllMocks()
      syncBuiltinESMExports()
      expect(readdirSync(folder).sort()).toEqual(['data', 'lines', 'once', 'texts'])
      expect(readdirSync(join(folder, 'texts'))).toEqual([])
      expect([data, once, lines].map(path => readFileSync(path, 'utf8'))).toEqual(['data', 'once', 'a\n.'])
    },
  )

  test('a file named by its content is done as soon as another process has written it', async () => {
    const folder = makeFolder()
    const path = join(folder, 'texts', 'hash')
    const { writeOnce } = await import('../../bootstrap/data/write-file.ts')
    const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs')
    const rename = vi.spyOn(fs, 'renameSync').mockImplementation(() => {
      writeFileSync(path, 'text')
      throw Object.assign(new Error('EPERM'), { code: 'EPERM' })
    })
    writeOnce(path, 'text')
    expect(rename.mock.calls.length).toBeLessThan(2)
    expect(readdirSync(join(folder, 'texts'))).toEqual(['hash'])
  })

  test('a file that can never be put in place costs two seconds once, and leaves nothing behind', async () => {
    const folder = makeFolder()
    refuseFiles(['renameSync'], Number.POSITIVE_INFINITY)
    const { writeWhole } = await import('../../bootstrap/data/write-file.ts')
    const wait = vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')
    const paused = () => wait.mock.calls.reduce((sum, call) => sum + Number(call[3]), 0)
    expect(() => writeWhole(join(folder, 'data'), 'data')).toThrow('EBUSY')
    expect(paused()).toBeGreaterThan(1900)
    wait.mockClear()
    expect(() => writeWhole(join(folder, 'more'), 'more')).toThrow('EBUSY')
    expect(paused()).toBeLessThan(100)
    expect(readdirSync(folder)).toEqual(['texts'])
  })

  test('the end of a run throws nothing, whatever stays', async () => {
    const folder = makeFolder()
    refuseFiles(['rmSync', 'unlinkSync'], Number.POSITIVE_INFINITY)
    vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out')
    const { removeDataFolder } = await import('../../src/run/data/run-folder.ts')
    const { disclaimFolder } = await import('../../src/run/data/abandoned-folders.ts')
    const { removeQuietly } = await import('../../src/system/busy-file.ts')
    removeDataFolder({ path: folder, dataFile: join(folder, 'data'), environment: {}, notes: [] })
    disclaimFolder(folder)
    removeQuietly(folder, { recursive: true })
    expect(readdirSync(folder)).toEqual(['texts'])
  })
})
