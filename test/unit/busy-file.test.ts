import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

/** Refuses so often, then does it. */
function refuse(times: number, code: string) {
  return vi.fn(() => {
    if (times-- > 0) throw Object.assign(new Error(code), { code })
  })
}

describe('a file that a virus scanner holds', () => {
  const { platform } = process
  beforeEach(() => {
    vi.resetModules()
  })
  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: platform })
  })
  const load = async (system: NodeJS.Platform) => {
    Object.defineProperty(process, 'platform', { value: system })
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
    expect(() => whenFree(act)).toThrow('EBUSY')
    expect(act.mock.calls.length).toBeLessThan(20)
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
