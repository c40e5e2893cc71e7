import { execFileSync, spawnSync } from 'node:child_process'
import fs, { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { threadKey } from '../../src/contract/environment.ts'
import { packStartFile, readStartFile, startFile, wrapCode } from '../../src/contract/start-file.ts'
import { bootstrap, createDataFolder, fixtures, nodeBinary, start } from './run-process.ts'

function createFolder() {
  const data = createDataFolder()
  return { data, file: startFile(data.env.COVTREE_CONFIG!) }
}

test('V8 takes the code cache, which holds what each child runs', () => {
  const { data } = createFolder()
  const { code, cache } = readStartFile(data.env.COVTREE_CONFIG!, fs)!
  const script = new Script(code, { filename: bootstrap, cachedData: cache })
  expect(script.cachedDataRejected).toBe(false)
  // A text stands in the cache if the function that uses it was compiled: of the start, of the end, and of what is rare.
  const isCompiled = (text: string) => code.includes(text) && Buffer.from(cache).includes(text)
  expect(isCompiled('Profiler.startPreciseCoverage')).toBe(true)
  expect(isCompiled('Profiler.takePreciseCoverage')).toBe(true)
  expect(isCompiled('flush failed')).toBe(true)
  expect(isCompiled('schedstat')).toBe(true)
  expect(isCompiled('cannot answer')).toBe(false)
  expect(isCompiled('Debugger.getScriptSource')).toBe(false)
})

test('a start file with a wrong byte is not used, wherever the byte stands', () => {
  const { data, file } = createFolder()
  const config = data.env.COVTREE_CONFIG!
  // Longer than what a child compares at once.
  const content = { config: '{"a":"ä"}', code: 'x'.repeat(70_000), cache: Buffer.alloc(140_000, 1) }
  const whole = packStartFile(content)
  writeFileSync(file, whole)
  const { cache, ...text } = readStartFile(config, fs)!
  expect(text).toEqual({ code: content.code, config: content.config })
  expect(content.cache.equals(cache)).toBe(true)
  for (let at = 0; at < whole.length; at += at < 24 ? 1 : 20_011) {
    const damaged = Buffer.from(whole)
    damaged[at]! ^= 1
    writeFileSync(file, damaged)
    expect(readStartFile(config, fs), `byte ${at}`).toBeUndefined()
  }
  writeFileSync(file, whole.subarray(0, -1))
  expect(readStartFile(config, fs)).toBeUndefined()
})

test.for(['whole', 'damaged', 'cut off'])('a child counts with a start file that is %s', async state => {
  const { data, file } = createFolder()
  const whole = readFileSync(file)
  if (state === 'damaged') writeFileSync(file, whole.fill(7, 64, 128))
  if (state === 'cut off') writeFileSync(file, whole.subarray(0, 1000))
  // The test's own Node made the file; another one looks for its own in vain, and counts as well.
  const running = start([join(fixtures, 'exit-code.cjs')], { env: data.env })
  onTestFinished(() => void running.child.kill('SIGKILL'))
  const { stderr } = await running.ended
  expect(stderr).toBe('')
  expect(data.read().files).toHaveLength(1)
  expect(readdirSync(join(data.folder, 'live'))).toEqual([])
})

test('a thread runs the text of the start file, too', () => {
  const { data } = createFolder()
  const version = execFileSync(nodeBinary, ['-p', 'process.version + "-" + process.arch'], {
    encoding: 'utf8',
  })
  const code = wrapCode("if (!process.env.COVTREE_DATAFILE) process._rawDebug('a thread')")
  const content = packStartFile({ config: '{}', code, cache: new Script(code).createCachedData() })
  writeFileSync(`${data.env.COVTREE_CONFIG}.${version.trim()}`, content)
  // As the bootstrap does in a process whose environment it has to leave clean.
  const program = `const { Worker, setEnvironmentData } = require('node:worker_threads')
setEnvironmentData('${threadKey}', { ...process.env })
new Worker('', { eval: true, env: { NODE_OPTIONS: process.env.NODE_OPTIONS } })`
  const { stderr } = spawnSync(nodeBinary, ['-e', program], { encoding: 'utf8', env: data.env })
  expect(stderr).toBe('a thread\n')
})

test("nothing of the bootstrap but its own file is in a program's module cache", () => {
  const { data } = createFolder()
  const print =
    'console.log(JSON.stringify([Object.keys(require.cache), Object.getOwnPropertyNames(globalThis).length]))'
  const run = (env: NodeJS.ProcessEnv) =>
    JSON.parse(execFileSync(nodeBinary, ['-e', print], { encoding: 'utf8', env }))
  const [files, globals] = run({ PATH: process.env.PATH, ...data.env })
  expect(files).toEqual([bootstrap])
  expect(globals).toBe(run({ PATH: process.env.PATH })[1])
})
