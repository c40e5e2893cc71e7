import { describe, expect, test } from 'vitest'
import {
  describeLoss,
  type LossFacts,
  losses,
  type UntracedFacts,
} from '../../src/core/data/describe-loss.ts'
import { resolveOptions } from '../../src/run/options.ts'

const killed = { signal: 'SIGKILL' }
const untraced: UntracedFacts = { isForbidden: false, isSnapshot: false, uid: undefined, endedEarly: true }

// `loss-reasons.test.ts` has the reasons that follow from what a starter logged and from what the process wrote.
const cases: [reason: string, facts: LossFacts][] = [
  ['killed by SIGKILL by the test before it could write data', { end: killed, killer: 'the test' }],
  [
    'killed by SIGKILL by the test; counted up to its last data (save)',
    { end: killed, killer: 'the test', counted: 'save' },
  ],
  ["killed by spawnSync's timeout (SIGTERM)", { end: { signal: 'SIGTERM', limit: 'timeout' } }],
  ["killed by spawnSync's maxBuffer (SIGTERM)", { end: { signal: 'SIGTERM', limit: 'maxBuffer' } }],
  ['crashed (SIGSEGV)', { end: { signal: 'SIGSEGV' } }],
  ['crashed (SIGABRT: out of memory, or `abort()` in native code)', { end: { signal: 'SIGABRT' } }],
  ['covtree was not loaded (Node 14.21)', { end: { code: 0 }, untraced: { ...untraced, oldNode: '14.21' } }],
  [
    "started without covtree: `--permission` does not let it use covtree's files",
    { end: { code: 0 }, untraced: { ...untraced, isForbidden: true } },
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
