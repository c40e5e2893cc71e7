import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TestTime } from '../../src/contract/data-file.ts'
import { splitByTest } from '../../src/core/combining/test-parts.ts'
import type { ReadDataFile } from '../../src/core/data/data-file.ts'
import { readTestTimes } from '../../src/core/data/test-times.ts'

const file = (takenAt?: number) => ({ header: { takenAt } }) as unknown as ReadDataFile
const time = (context: string, start: number, end: number): TestTime => ({ context, start, end })
const split = (takenAt: (number | undefined)[], times: TestTime[]) =>
  splitByTest(takenAt.map(file), times)?.map(({ contexts }) => contexts)

test('counts belong to the test that ran since the data file before', () => {
  // Start of test a, its end, start of test b, its end, exit of the server.
  const parts = split([10, 20, 25, 40, undefined], [time('a', 11, 19), time('b', 26, 39)])
  expect(parts).toEqual([[], ['a'], [], ['b'], []])
})

test('counts of tests at the same time belong to all of them', () => {
  // a from 11 to 29, b from 15 to 39: the server wrote at 10, 14, 30 and 40.
  const parts = split([10, 14, 30, 40], [time('a', 11, 29), time('b', 15, 39)])
  expect(parts).toEqual([[], ['a'], ['a', 'b'], ['b']])
})

test('a test that the server did not answer shares with the next one', () => {
  expect(split([10, 40], [time('a', 11, 19), time('b', 26, 39)])).toEqual([[], ['a', 'b']])
})

test('a process that wrote once, or beside which no test ran, is not split', () => {
  expect(split([undefined], [time('a', 1, 2)])).toBeUndefined()
  expect(split([5, 6], [])).toBeUndefined()
  expect(split([5, 6], [time('a', 7, 8)])).toBeUndefined()
})

test('times of tests are read from all workers, without lines that are not whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-times-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'live'))
  const lines = (...times: unknown[]) => times.map(each => `${JSON.stringify(each)}\n`).join('')
  writeFileSync(
    join(folder, 'live/8-0-a.tests'),
    `${lines(time('b', 3, 4), { context: 7 })}{"context":"c","st`,
  )
  writeFileSync(join(folder, 'live/7-0-a.tests'), lines(time('a', 1, 2), null))
  writeFileSync(join(folder, 'live/9-0-a.json'), '{}')
  expect(readTestTimes(join(folder, 'data'))).toEqual([time('a', 1, 2), time('b', 3, 4)])
  expect(readTestTimes(join(folder, 'nowhere/data'))).toEqual([])
})
