import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeCounts } from '../../bootstrap/counting/merge-counts.ts'
import type { CoverageRange, ScriptCoverage } from '../../src/contract/data-file.ts'

/** Nested ranges over 20 characters, as V8 tells them: a range after the one that holds it. */
const ranges = fc
  .tuple(
    fc.nat(5),
    fc.array(fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 20 }), fc.nat(5)), { maxLength: 6 }),
  )
  .map(([count, inner]) => {
    const found: CoverageRange[] = [{ startOffset: 0, endOffset: 20, count }]
    for (const [startOffset, length, innerCount] of inner) {
      const endOffset = Math.min(20, startOffset + length)
      const crosses = found.some(
        range =>
          startOffset < range.endOffset &&
          range.startOffset < endOffset &&
          !(range.startOffset <= startOffset && endOffset <= range.endOffset),
      )
      if (!crosses && startOffset > 0) found.push({ startOffset, endOffset, count: innerCount })
    }
    return found
  })

test('gives each character the sum of its counts in two takes', () => {
  fc.assert(
    fc.property(ranges, ranges, (first, second) => {
      const [merged] = mergeCounts([script(first)], [script(second)])
      const expected = perCharacter(first).map((count, i) => count + perCharacter(second)[i]!)
      expect(perCharacter(merged!.functions[0]!.ranges)).toEqual(expected)
      expect(merged!.functions[0]!.ranges[0]!.count).toBe(first[0]!.count + second[0]!.count)
    }),
  )
})

test('keeps functions and scripts of one take alone, and joins a script that stands twice in one', () => {
  const one = script([{ startOffset: 0, endOffset: 20, count: 1 }])
  const other = { ...one, scriptId: '2' }
  expect(mergeCounts([one], [other])).toEqual([one, other])
  const [joined] = mergeCounts([one, one], [])
  expect(joined!.functions[0]!.ranges[0]!.count).toBe(2)
})

function script(found: CoverageRange[]): ScriptCoverage {
  return {
    scriptId: '1',
    url: 'file:///a.js',
    functions: [{ functionName: 'f', ranges: found, isBlockCoverage: true }],
  }
}

function perCharacter(found: CoverageRange[]): number[] {
  const counts: number[] = new Array(20).fill(0)
  for (const { startOffset, endOffset, count } of found) counts.fill(count, startOffset, endOffset)
  return counts
}
