import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { createDataFolder, start } from './run-process.ts'

/** Compiles a file in memory, as tsx does, and evaluates a text that has none. */
const main = `
const { readFileSync } = require('node:fs')
const Module = require('node:module')
const file = require('node:path').join(__dirname, 'part.ts')
const comment = '//# source' + 'MappingURL=data:application/json;base64,'
const map = btoa(JSON.stringify({ version: 3, sources: ['part.ts'], mappings: 'AAAA' }))
const part = new Module(file)
const text = readFileSync(file, 'utf8').replaceAll(': number', '')
part._compile(text + comment + map, file)
require('node:vm').runInThisContext('(function evaluated() {})()', 'evaluated.js')
part.exports.run(process.argv[2])
`

test('a process reads the answers that an earlier one got from the debugger about texts in memory', async () => {
  const root = writeProgram({
    'main.cjs': main,
    'part.ts': 'exports.run = function run(n: number) { return n === "1" ? 1 : 2 }\n',
  })
  const data = createDataFolder({}, root)
  const register = join(data.folder, 'texts', 'register')
  const run = async (argument: string) => {
    const { code, stderr } = await start([join(root, 'main.cjs'), argument], { env: data.env }).ended
    expect([code, stderr]).toEqual([0, ''])
    return readFileSync(register, 'utf8')
  }
  const first = await run('1')
  expect(first.match(/^\w+ \{.*"text":/gm)).toHaveLength(1)
  expect(first.match(/^\w+ null$/gm)).toHaveLength(1)
  // Another behaviour of the same text.
  expect(await run('2')).toBe(first)
  // The same length and functions, but another state of the file.
  writeFileSync(join(root, 'part.ts'), 'exports.run = function run(n: number) { return n === "1" ? 3 : 4 }\n')
  expect(await run('2')).not.toBe(first)

  const { files } = data.read()
  const texts = files.map(({ covtree }) => covtree.scripts.find(({ text }) => text)!.text!)
  expect(texts).toEqual([texts[0], texts[0], expect.not.stringMatching(texts[0]!)])
  expect(data.read().text(texts[0]!)).toContain('? 1 : 2')
  expect(data.read().text(texts[2]!)).toContain('? 3 : 4')
  expect(data.read().count('run')).toBe(3)
})
