import { describe, expect, test } from 'vitest'
import { cleanText, describeDuration, withoutCommands } from '../../src/report/content/describe-process.ts'
import { countRunning } from '../../src/report/page/concurrency.ts'
import type { Entry } from '../../src/report/page/data.ts'
import { TimeScale } from '../../src/report/page/time-scale.ts'

test.each([
  [0.4, '0 ms'],
  [999.6, '1.0 s'],
  [1234, '1.2 s'],
  [59_960, '1 min 0 s'],
  [119_600, '2 min 0 s'],
  [185_000, '3 min 5 s'],
])('%d ms reads %s', (milliseconds, text) => {
  expect(describeDuration(milliseconds)).toBe(text)
})

test.each([
  [3200, ['0', '1 s', '2 s', '3 s']],
  [100_000, ['0', '30 s', '1 min', '1 min 30 s']],
  [600_000, ['0', '2 min', '4 min', '6 min', '8 min', '10 min']],
])('the ruler of %d ms has round ticks', (length, labels) => {
  expect(new TimeScale(length).ticks(5).map(({ label }) => label)).toEqual(labels)
})

describe('how many processes run at once', () => {
  const entries = [
    [0, 50],
    [50, 100],
    [60, 70],
    [300, 301],
  ].map(([from, to]) => ({ from, to }) as Entry)

  test('is counted for each part of the run; those that follow each other do not add up', () => {
    expect(countRunning(entries, 400, 4)).toEqual([2, 0, 0, 1])
    expect(countRunning(entries, 400, 1)).toEqual([2])
    expect(countRunning(entries.slice(0, 2), 400, 4)).toEqual([1, 0, 0, 0])
    expect(countRunning([], 400, 2)).toEqual([0, 0])
  })

  test('in a part in which nothing begins or ends is that of the part before', () => {
    expect(countRunning([{ from: 0, to: 390 } as Entry], 400, 4)).toEqual([1, 1, 1, 1])
  })
})

test('text for a terminal holds nothing that it acts on', () => {
  expect(cleanText('a\u001b[31mred\nb\u202ec\u0000')).toBe('a\ufffd[31mred b\ufffdc\ufffd')
})

test.each(['::error::oops', '  ::set-output name=a::b', 'a ##[error] b', '##vso[task.complete]'])(
  'a CI service takes %s for no command',
  line => {
    expect(withoutCommands(line)).not.toMatch(/^\s*::|##(?:vso)?\[/)
    expect(withoutCommands(line).replaceAll('\u200b', '')).toBe(line)
  },
)

test('an address of IPv6 stays what it is', () => {
  expect(withoutCommands('  lost: node a.js ::1')).toBe('  lost: node a.js ::1')
})
