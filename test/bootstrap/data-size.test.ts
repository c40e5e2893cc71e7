import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { createDataFolder, start } from './run-process.ts'

/** A program of many modules, whose first argument says how often they are called. */
function writeProgram(modules: number): string {
  const root = mkdtempSync(join(tmpdir(), 'covtree-size-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'src'))
  const indexes = Array.from({ length: modules }, (_, i) => i)
  for (const i of indexes)
    writeFileSync(join(root, 'src', `m${i}.cjs`), `exports.run = n => (n > ${i % 7} ? 'more' : 'less')\n`)
  const calls = indexes.map(i => `require('./m${i}.cjs').run(times)`).join('\n')
  writeFileSync(join(root, 'src', 'main.cjs'), `const times = Number(process.argv[2])\n${calls}\n`)
  return root
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter(name => statSync(join(folder, name)).isFile())
}

function countBytes(folder: string): number {
  return listFiles(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}

test('a process with the same counts as an earlier one adds less than 2 KB to the data folder', async () => {
  const root = writeProgram(100)
  const data = createDataFolder({}, root)
  const run = (argument: string) =>
    start([join(root, 'src', 'main.cjs'), argument], { env: data.env }).ended.then(({ code }) =>
      expect(code).toBe(0),
    )
  await run('3')
  const first = countBytes(data.folder)
  await run('3')
  expect(countBytes(data.folder) - first).toBeLessThan(2048)
  // Another behaviour of the same program: its counts, not its list of scripts.
  await run('5')
  expect(readdirSync(join(data.folder, 'shared'))).toHaveLength(3)
  const written = listFiles(data.folder).filter(name => name !== 'config.json')
  for (const name of written) expect(statSync(join(data.folder, name)).mode & 0o77).toBe(0)

  const { map, warnings } = await combineFolder(data.folder, { root, include: ['src/**'] })
  expect(warnings).toEqual([])
  expect(map[join(root, 'src/m4.cjs')]!.b).toEqual({ 0: [1, 2] })
  expect(Object.values(map[join(root, 'src/main.cjs')]!.s)).toEqual(new Array(101).fill(3))
})

test('processes that write the same at the same time are all counted', async () => {
  const root = writeProgram(100)
  const data = createDataFolder({}, root)
  const runs = Array.from({ length: 12 }, () =>
    start([join(root, 'src', 'main.cjs'), '3'], { env: data.env }),
  )
  for (const { ended } of runs) expect(await ended).toMatchObject({ code: 0, stderr: '' })
  const { map, processes } = await combineFolder(data.folder, { root, include: ['src/**'] })
  expect(processes.map(({ state }) => state)).toEqual(new Array(12).fill('counted'))
  expect(map[join(root, 'src/m4.cjs')]!.b).toEqual({ 0: [0, 12] })
  expect(listFiles(data.folder).filter(name => name.endsWith('.tmp'))).toEqual([])
})

test('a process with few counts writes one file', async () => {
  const root = writeProgram(1)
  const data = createDataFolder({}, root)
  await start([join(root, 'src', 'main.cjs'), '3'], { env: data.env }).ended
  const [name, ...more] = readdirSync(data.folder).filter(name => name.startsWith('data-'))
  expect(more).toEqual([])
  expect(JSON.parse(readFileSync(join(data.folder, name!), 'utf8')).scripts).toHaveLength(2)
})
