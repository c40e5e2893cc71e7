// Processes that cannot write their data: they end as without covtree, and are listed with the reason.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { clearData } from '../../src/run/data/clear-data.ts'
import { importData } from '../../src/run/data/import-data.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, type DataFolder, nodeBinary, start } from './run-process.ts'

const embed = fileURLToPath(new URL('../../dist/embed/index.js', import.meta.url))

/** Opens all files that it may, or fills a folder, and prints how far it came. */
const program = `const { closeSync, openSync, writeSync } = require('node:fs')
const [, , how, folder] = process.argv
const fds = []
let size = 0
try {
  if (how !== 'fill') for (;;) fds.push(openSync(__filename))
  const fd = openSync(folder + '/big', 'w')
  for (;;) size += writeSync(fd, ' '.repeat(512))
} catch (error) {
  console.log(error.code, fds.length, size > 0)
}
if (how === 'open and close') for (const fd of fds) closeSync(fd)
if (how === 'open and kill') process.kill(process.pid, 'SIGTERM')
`

/** Flushes when all its files are open, then closes them. */
const flushing = `const { closeSync, openSync } = require('node:fs')
const { flush } = require(process.argv[2])
function called() {}
called()
const fds = []
try {
  for (;;) fds.push(openSync(__filename))
} catch {}
console.log(flush())
for (const fd of fds) closeSync(fd)
called()
`

/** Runs the program without and with covtree, and returns what becomes of it in the report. */
async function run(makeData: () => DataFolder, how: string, clean = () => {}) {
  const root = writeProgram({ 'main.cjs': program })
  const data = makeData()
  const outcomes = []
  for (const env of [{}, { ...data.env, COVTREE_SOURCE: `${root}/` }]) {
    // Node itself needs some twenty descriptors.
    const command = 'ulimit -n 64 && exec "$NODE" main.cjs "$@"'
    const options = { env: { ...env, NODE: nodeBinary }, cwd: root, execPath: 'bash' }
    outcomes.push(await start(['-c', command, 'sh', how, data.folder], options).ended)
    if (outcomes.length === 1) clean()
  }
  expect(outcomes[1]).toEqual(outcomes[0])
  const { map, processes } = await combineFolder(data.folder, { root, include: ['main.cjs'] })
  return { stdout: outcomes[1]!.stdout, map, processes }
}

describe('a process that opens all files it may', () => {
  test('is counted if it exits, closed or not', async () => {
    for (const how of ['open', 'open and close']) {
      const { stdout, map, processes } = await run(createDataFolder, how)
      expect(stdout).toContain('EMFILE')
      expect(processes, how).toMatchObject([{ state: 'counted' }])
      expect(Object.keys(map), how).toEqual([expect.stringContaining('main.cjs')])
    }
  })

  test('is listed with the reason if a signal ends it before it closes them', async () => {
    const data = createDataFolder()
    const { processes } = await run(() => data, 'open and kill')
    const { reason } = processes[0]!
    expect(processes).toMatchObject([{ state: 'lost', setting: 'checkpoint: 1000' }])
    expect(reason).toBe('could not write its data: too many open files')
    // A copy of the folder, on another disk or another machine, says the same.
    const copy = mkdtempSync(join(tmpdir(), 'covtree-copy-'))
    onTestFinished(() => rmSync(copy, { recursive: true }))
    importData(data.folder, { target: copy, keep: true })
    const combined = await combineFolder(copy, { root: copy, include: ['main.cjs'] })
    expect(combined.processes).toMatchObject([{ state: 'lost', reason }])
    // In watch mode, the next run has another reason.
    const { folder: path } = data
    clearData({ path, dataFile: join(path, 'data'), environment: {}, notes: [] })
    expect(readdirSync(join(path, 'live'))).toEqual([])
  })

  test('loses no count of a flush that failed', async () => {
    const root = writeProgram({ 'main.cjs': flushing })
    const data = createDataFolder()
    const env = { ...data.env, COVTREE_SOURCE: `${root}/`, NODE: nodeBinary }
    const command = 'ulimit -n 64 && exec "$NODE" main.cjs "$@"'
    const { stdout } = await start(['-c', command, 'sh', embed], { env, cwd: root, execPath: 'bash' }).ended
    expect(stdout).toBe('false\n')
    expect(data.read().count('called')).toBe(2)
  })

  test('before a wait leaves no note of it once its data is written', async () => {
    const root = writeProgram({
      'thread.cjs': `const { closeSync, openSync, readdirSync } = require('node:fs')
const fds = []
try {
  for (;;) fds.push(openSync(__filename))
} catch {}
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
for (const fd of fds) closeSync(fd)
console.log(readdirSync(process.argv[2] + '/live').join())
`,
      'main.cjs': `const { Worker } = require('node:worker_threads')
new Worker('./thread.cjs', { argv: process.argv.slice(2) })
`,
    })
    const data = createDataFolder()
    const env = { ...data.env, COVTREE_SOURCE: `${root}/`, NODE: nodeBinary }
    const command = 'ulimit -n 64 && exec "$NODE" main.cjs "$@"'
    const { stdout } = await start(['-c', command, 'sh', data.folder], { env, cwd: root, execPath: 'bash' })
      .ended
    expect(stdout).toContain('.EMFILE.fault')
    expect(readdirSync(join(data.folder, 'live'))).toEqual([])
  })
})

describe.skipIf(process.getuid?.() !== 0)('a process on a small disk (needs root)', () => {
  /** A data folder on a disk of its own. */
  function createSmallDisk(): DataFolder {
    const disk = mkdtempSync(join(tmpdir(), 'covtree-disk-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk])
    onTestFinished(() => {
      execFileSync('umount', [disk])
      rmSync(disk, { recursive: true })
    })
    const { TMPDIR } = process.env
    process.env.TMPDIR = disk
    try {
      return createDataFolder()
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = TMPDIR
    }
  }

  test('that fills the disk is listed with the reason', async () => {
    let folder = ''
    const makeData = () => {
      const data = createSmallDisk()
      folder = data.folder
      return data
    }
    const { stdout, processes } = await run(makeData, 'fill', () => rmSync(join(folder, 'big')))
    expect(stdout).toContain('ENOSPC')
    expect(processes).toMatchObject([
      { state: 'lost', reason: 'could not write its data: no space left in the data folder' },
    ])
  })
})
