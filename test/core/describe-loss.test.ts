import { describe, expect, test } from 'vitest'
import {
  describeLoss,
  type LossFacts,
  losses,
  type UntracedFacts,
} from '../../src/core/data/describe-loss.ts'
import { resolveOptions } from '../../src/run/options.ts'

const untraced = (facts: Partial<UntracedFacts> = {}): UntracedFacts => ({
  isForbidden: false,
  uid: undefined,
  fault: undefined,
  endedEarly: true,
  ...facts,
})
const killed = { signal: 'SIGKILL' }

const cases: [reason: string, facts: LossFacts][] = [
  ['ended without writing data', {}],
  ['exited with code 3 without writing data', { end: { code: 3 } }],
  ['killed by SIGKILL, not sent by a test', { end: killed }],
  ['killed by SIGKILL by the test before it could write data', { end: killed, killer: 'the test' }],
  [
    'killed by SIGKILL by the test; counted up to its last data (save)',
    { end: killed, killer: 'the test', counted: 'save' },
  ],
  ['ended after its last data (checkpoint)', { counted: 'checkpoint' }],
  ["killed by spawnSync's timeout (SIGTERM)", { end: { signal: 'SIGTERM', limit: 'timeout' } }],
  ["killed by spawnSync's maxBuffer (SIGTERM)", { end: { signal: 'SIGTERM', limit: 'maxBuffer' } }],
  ['crashed (SIGSEGV)', { end: { signal: 'SIGSEGV' } }],
  ['crashed (SIGABRT: out of memory, or `abort()` in native code)', { end: { signal: 'SIGABRT' } }],
  [
    'killed by SIGKILL by the test, before its program began',
    { end: killed, killer: 'the test', untraced: untraced() },
  ],
  [
    'could not write its data: permission denied in the data folder',
    { end: { code: 0 }, untraced: untraced({ uid: 1 }) },
  ],
  [
    'could not write its data: no space left in the data folder',
    { end: { code: 0 }, untraced: untraced({ fault: 'ENOSPC' }) },
  ],
  ['covtree was not loaded (Node 14.21)', { end: { code: 0 }, untraced: untraced({ oldNode: '14.21' }) }],
  [
    'covtree was not loaded: NODE_OPTIONS was refused, or changed on the way (it exited with code 9)',
    { end: { code: 9 }, untraced: untraced() },
  ],
  [
    'covtree was not loaded: NODE_OPTIONS was refused, or changed on the way (killed by SIGKILL by the test)',
    { end: killed, killer: 'the test', untraced: untraced({ endedEarly: false }) },
  ],
  [
    "started without covtree: `--permission` does not let it use covtree's files",
    { end: { code: 0 }, untraced: untraced({ isForbidden: true }) },
  ],
]

describe('a lost process', () => {
  test.each(cases)('%s', (reason, facts) => {
    expect(describeLoss(facts).reason).toBe(reason)
  })

  test('with exit code 7 died in its listener for uncaught errors', () => {
    expect(describeLoss({ end: { code: 7 } })).toMatchObject({
      advice: expect.stringContaining('`uncaughtException`'),
      setting: 'checkpoint: 1000',
    })
  })

  test.each([...cases.map(([, facts]) => describeLoss(facts)), ...Object.values(losses)])(
    '$reason: there is something to do about it',
    ({ advice, setting }: { advice: string; setting?: string }) => {
      expect(advice).toMatch(/^[A-Z].*\.$/)
      if (setting === undefined) return
      const [name, value] = setting.split(': ')
      // A setting can be pasted.
      expect(resolveOptions({ [name!]: Number(value) })).toHaveProperty(name!, Number(value))
    },
  )
})
