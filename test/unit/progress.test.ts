import { expect, test, vi } from 'vitest'
import { startProgress, withProgress } from '../../src/run/progress.ts'

/** Progress whose clock the test moves, and what it has written. */
function start(isTTY: boolean) {
  let now = 0
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) }
  const progress = startProgress(['combining', 'processes'], stream, () => now)
  const showAt = (time: number, done: number) => {
    now = time
    progress.show(done, 9)
  }
  return { written, showAt, stop: progress.stop }
}

test('rewrites one line of a terminal after a second, ten times a second at most, and takes it away', () => {
  const { written, showAt, stop } = start(true)
  for (const [time, done] of [
    [0, 0],
    [999, 1],
    [1000, 2],
    [1050, 3],
    [1100, 4],
  ] as const)
    showAt(time, done)
  stop()
  showAt(9999, 9)
  expect(written).toEqual([
    '\rcovtree: combining 2 of 9 processes\x1b[K\r',
    '\rcovtree: combining 4 of 9 processes\x1b[K\r',
    '\r\x1b[K',
  ])
})

test('writes a line to the log of a CI after a second, then every five seconds at most', () => {
  vi.stubEnv('CI', 'true')
  const { written, showAt, stop } = start(false)
  for (const [time, done] of [
    [999, 1],
    [1200, 2],
    [6100, 3],
    [6200, 4],
  ] as const)
    showAt(time, done)
  stop()
  vi.unstubAllEnvs()
  expect(written).toEqual(['covtree: combining 2 of 9 processes\n', 'covtree: combining 4 of 9 processes\n'])
})

test.for(['', '0', 'false'])('writes nothing where there is neither a terminal nor a CI (%j)', CI => {
  vi.stubEnv('CI', CI)
  const { written, showAt, stop } = start(false)
  showAt(5000, 5)
  stop()
  vi.unstubAllEnvs()
  expect(written).toEqual([])
})

test('leaves a terminal alone when the work was done at once', () => {
  const { written, showAt, stop } = start(true)
  showAt(500, 5)
  stop()
  expect(written).toEqual([])
})

test('takes the line away when the work fails, and hands its error on', async () => {
  let now = 0
  const written: string[] = []
  const stream = { isTTY: true, write: (text: string) => written.push(text) }
  const work = (show: (done: number, total: number) => void) => {
    now = 2000
    show(1, 9)
    throw new Error('no text')
  }
  await expect(withProgress(['combining', 'processes'], work, stream, () => now)).rejects.toThrow('no text')
  expect(written).toEqual(['\rcovtree: combining 1 of 9 processes\x1b[K\r', '\r\x1b[K'])
})
