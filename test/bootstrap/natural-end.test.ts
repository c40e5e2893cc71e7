// Work that Node does at a natural end, and at no other end.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { nodeBinary, runBoth } from './run-process.ts'

const hasSqlite = spawnSync(nodeBinary, ['-e', "require('node:sqlite')"]).status === 0

const programs: Record<string, { files: Record<string, string>; code?: number; stdout?: string }> = {
  'a program that has nothing to end': {
    files: { 'main.js': "console.log('done')" },
    stdout: 'done\n',
  },
  'promises of an exit listener are settled': {
    files: {
      'main.js': `
        process.on('exit', async () => {
          for (let i = 0; i < 9; i++) await i
          console.log('settled')
        })`,
    },
    stdout: 'settled\n',
  },
  'a top-level await that is never settled': {
    files: { 'main.mjs': 'await new Promise(() => {})' },
    code: 13,
  },
  'a top-level await that is never settled, and an exit listener that sets the code': {
    files: { 'main.mjs': "process.on('exit', () => { process.exitCode = 0 })\nawait new Promise(() => {})" },
  },
  'process.reallyExit is replaced and not called': {
    files: { 'main.js': "process.reallyExit = () => console.log('called')" },
    stdout: '',
  },
  'process.reallyExit is replaced and called by process.exit': {
    files: { 'main.js': "process.reallyExit = code => console.log('called', code)\nprocess.exit()" },
    stdout: 'called 0\n',
  },
  'an addon that cannot be loaded': {
    files: {
      'main.js': `
        try { require('./broken.node') } catch (error) { console.log(error.stack) }
        console.log(process.dlopen.name, process.dlopen.length, Object.keys(process).includes('dlopen'))`,
      'broken.node': 'no library',
    },
  },
  'a thread that keeps nothing alive is stopped': {
    files: {
      'main.js': `
        const { Worker } = require('node:worker_threads')
        const worker = new Worker("setInterval(() => {}, 1000); require('node:worker_threads').parentPort.postMessage(1)", { eval: true })
        worker.once('message', () => worker.unref())`,
    },
  },
}

describe('a natural end is what it is without covtree', () => {
  test.for(Object.entries(programs))('%s', async ([, { files, code, stdout }]) => {
    const folder = writeProgram(files)
    const script = join(folder, Object.keys(files)[0]!)
    const { bare, counted, data } = await runBoth([script], { root: folder })
    expect(counted).toEqual(bare)
    if (code !== undefined) expect(bare.code).toBe(code)
    if (stdout !== undefined) expect(bare.stdout).toBe(stdout)
    const main = data.lastFiles().find(file => file.covtree.process.threadId === 0)
    expect(main?.covtree.end?.code).toBe(bare.code)
    expect(data.live).toEqual([])
  })

  test('the file of a socket that keeps nothing alive is removed', async () => {
    const folder = writeProgram({
      'main.js': "require('node:net').createServer().listen('./socket').unref()",
    })
    await runBoth([join(folder, 'main.js')], { root: folder, cwd: folder })
    expect(existsSync(join(folder, 'socket'))).toBe(false)
  })

  test.runIf(hasSqlite)('the log of a database that is left open is merged and removed', async () => {
    const folder = writeProgram({
      'main.js': `
        const { DatabaseSync } = require('node:sqlite')
        const database = new DatabaseSync('data.db')
        database.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS a (b); INSERT INTO a VALUES (1)')
        globalThis.database = database`,
    })
    await runBoth([join(folder, 'main.js')], { root: folder, cwd: folder })
    expect(existsSync(join(folder, 'data.db'))).toBe(true)
    expect(existsSync(join(folder, 'data.db-wal'))).toBe(false)
  })
})
