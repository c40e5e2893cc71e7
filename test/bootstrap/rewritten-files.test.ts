// Files that are written again after a process has loaded them: a build that makes the same once more, `touch`, a checkout.
import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, start } from './run-process.ts'

const program = `process.stdin.resume()
console.log('loaded')
function ran(n) { return n === 1 ? 'one' : 'other' }
ran(1)
`
const hour = 3600
const rewrite = (path: string) => writeFileSync(path, program)

const rewrites: [how: string, act: (path: string) => void][] = [
  ['written again', rewrite],
  [
    'replaced by a file with the same content',
    path => {
      writeFileSync(`${path}.new`, program)
      renameSync(`${path}.new`, path)
    },
  ],
  ['given an earlier time', path => utimesSync(path, 1, 1)],
  ['given a later time', path => utimesSync(path, Date.now() / 1000 + hour, Date.now() / 1000 + hour)],
  [
    'changed, and changed back',
    path => {
      writeFileSync(path, program.replace('one', 'two'))
      rewrite(path)
    },
  ],
]

/** Runs the program as often as there are acts; each act is called while the process runs, or when it has ended. */
async function run(acts: ((path: string) => void)[], when: 'before its data' | 'after its data') {
  const root = writeProgram({ 'main.cjs': program })
  const path = join(root, 'main.cjs')
  utimesSync(path, Date.now() / 1000 - hour, Date.now() / 1000 - hour)
  const data = createDataFolder({}, root)
  for (const act of acts) {
    const running = start([path], { env: data.env })
    await running.saw('loaded')
    if (when === 'before its data') act(path)
    running.child.stdin!.end()
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
    if (when === 'after its data') act(path)
  }
  const { map, warnings } = await combineFolder(data.folder, { root, include: ['main.cjs'] })
  return { calls: map[path]?.f[0], warnings: warnings.map(({ message }) => message) }
}

describe.for(['before its data', 'after its data'] as const)('of a process, %s', when => {
  test.for(rewrites)('a file that is %s counts', async ([, act]) => {
    expect(await run([act], when)).toEqual({ calls: 1, warnings: [] })
  })

  test('a file that is written again beside several processes counts for each', async () => {
    expect(await run([rewrite, () => {}, rewrite], when)).toEqual({ calls: 3, warnings: [] })
  })
})

test('a file that holds another text of the same length is left out, and named', async () => {
  const change = (path: string) => writeFileSync(path, program.replace('=== 1', '!== 1'))
  expect(await run([change], 'after its data')).toEqual({
    calls: undefined,
    warnings: [expect.stringContaining('(source-changed)')],
  })
})

test('a process adds a digest only for a state of a file that no process has met', async () => {
  const root = writeProgram({ 'main.cjs': 'console.log(1)\n' })
  const path = join(root, 'main.cjs')
  const data = createDataFolder({}, root)
  const readDigests = async () => {
    await start([path], { env: data.env }).ended
    return readFileSync(join(data.folder, 'texts', 'digests'), 'utf8')
  }
  const first = await readDigests()
  expect(await readDigests()).toBe(first)
  utimesSync(path, 1, 1)
  expect(statSync(path).mtimeMs).toBe(1000)
  expect((await readDigests()).trim().split(/\n+/)).toHaveLength(2)
})
