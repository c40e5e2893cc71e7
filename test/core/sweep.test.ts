import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packFunctions } from '../../src/contract/counts.ts'
import type { FunctionCoverage } from '../../src/contract/data-file.ts'
import { unpackCounts } from '../../src/core/counting/ranges.ts'
import { readCounts } from '../../src/core/counting/sweep.ts'

/** The count that the sweep must read at a point: that of the smallest range around it, of equal ones the last. */
function readNaively(functions: FunctionCoverage[], point: number): number {
  const offset = Math.floor(point / 2)
  const isInclusive = point % 2 === 1
  let best: { area: number; count: number } | undefined
  for (const { ranges } of functions) {
    const isScript = ranges[0]!.endOffset === functions[0]!.ranges[0]!.endOffset
    const begins = ranges[0]!.startOffset === offset && !isScript
    for (const { startOffset, endOffset, count } of ranges) {
      if (startOffset > offset || endOffset <= offset || (begins && !isInclusive)) continue
      const area = endOffset - startOffset
      if (!best || area <= best.area) best = { area, count }
    }
  }
  return best?.count ?? 0
}

/** Functions as V8 gives them: nested, each with blocks inside that no inner function overlaps partially. */
const functionsOf = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 60 }).map(numbers => {
  const functions: FunctionCoverage[] = []
  let at = 0
  const take = () => numbers[at++ % numbers.length]!
  const fill = (start: number, end: number, depth: number): void => {
    const ranges = [{ startOffset: start, endOffset: end, count: take() }]
    functions.push({ functionName: '', isBlockCoverage: true, ranges })
    let cursor = start + 1 + take()
    while (cursor + 4 < end && at < numbers.length) {
      const width = 2 + take()
      const stop = Math.min(cursor + width, end - 1)
      if (depth < 3 && take() % 2 === 0) fill(cursor, stop, depth + 1)
      else ranges.push({ startOffset: cursor, endOffset: stop, count: take() })
      cursor = stop + take()
    }
  }
  fill(0, 120, 0)
  return functions
})

test('reads the same counts as looking at each point alone', () => {
  fc.assert(
    fc.property(
      functionsOf,
      fc.uniqueArray(fc.integer({ min: 0, max: 250 }), { maxLength: 60 }),
      (functions, points) => {
        const sorted = Int32Array.from(points).sort()
        const ranges = unpackCounts(packFunctions(functions))
        expect([...readCounts(ranges, sorted, undefined).raw]).toEqual(
          [...sorted].map(point => readNaively(functions, point)),
        )
      },
    ),
  )
})

test('gives code behind a loop the count of the block around, where V8 left the range of the body open', () => {
  // for (let …) { … } from 10 to 30, in a function from 0 to 100: V8 lets the body reach to 99.
  const functions: FunctionCoverage[] = [
    {
      functionName: 'f',
      isBlockCoverage: true,
      ranges: [
        { startOffset: 0, endOffset: 100, count: 1 },
        { startOffset: 20, endOffset: 99, count: 0 },
      ],
    },
  ]
  const points = Int32Array.of(25 * 2, 50 * 2)
  const unpack = () => unpackCounts(packFunctions(functions))
  expect(readCounts(unpack(), points, undefined)).toEqual({
    raw: Float64Array.of(0, 0),
    clamped: undefined,
  })
  expect(readCounts(unpack(), points, new Map([[20, 30]]))).toEqual({
    raw: Float64Array.of(0, 0),
    clamped: Float64Array.of(0, 1),
  })
})

test('reads the count of the script at its first offset, though a function begins there, too', () => {
  const range = (endOffset: number, count: number) => ({ startOffset: 0, endOffset, count })
  const functions = [range(100, 3), range(20, 8)].map(whole => ({
    functionName: '',
    isBlockCoverage: true,
    ranges: [whole],
  }))
  const ranges = unpackCounts(packFunctions(functions))
  expect([...readCounts(ranges, Int32Array.of(0, 1), undefined).raw]).toEqual([3, 8])
})
