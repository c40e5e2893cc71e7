import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TypeStripper } from '../../src/core/texts/type-stripper.ts'

// A newer Node strips by itself, whatever Node ran the program.
const isAsking = !('stripTypeScriptTypes' in nodeModule) && process.platform !== 'win32'

/** A program that stands for another Node: it answers each text by what `answer` makes of it. */
function makeNode(answer: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-strip-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'node')
  writeFileSync(
    path,
    `#!${process.execPath}
require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
  const text = JSON.parse(line)
  ${answer}
})
`,
  )
  chmodSync(path, 0o755)
  return path
}

test.runIf(isAsking)('asks the Node that ran a TypeScript file for the text it ran', async () => {
  const stripper = new TypeStripper()
  onTestFinished(() => stripper.close())
  const node = makeNode(
    "console.log(JSON.stringify(process.env.COVTREE_DATAFILE === '' ? text.replace(': number', '        ') : 'measured'))",
  )
  const texts = ['let a: number = 1', 'const b: number = 2']
  expect(await Promise.all(texts.map(text => stripper.strip(text, node)))).toEqual([
    'let a         = 1',
    'const b         = 2',
  ])
})

test.runIf(isAsking).each([
  ['is gone', () => '/nowhere/node'],
  ['cannot strip', () => makeNode('console.log(null)')],
  ['dies', () => makeNode('process.exit(1)')],
])('takes the text as it is when that Node %s', async (_what, find) => {
  const stripper = new TypeStripper()
  onTestFinished(() => stripper.close())
  const node = find()
  expect(await stripper.strip('let a: number', node)).toBe('let a: number')
  expect(await stripper.strip('let b: number', node)).toBe('let b: number')
})

test('takes the text as it is when nobody knows which Node ran it', async () => {
  expect(await new TypeStripper().strip('let a = 1', undefined)).toBe('let a = 1')
})
