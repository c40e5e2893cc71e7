import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { fixtures, runBoth } from './run-process.ts'

test('a program that replaces the methods of built-in objects is counted, and none of them is called', async () => {
  const { bare, counted, data } = await runBoth([join(fixtures, 'replaced-builtins.cjs')])
  expect(counted).toEqual(bare)
  expect(counted.stdout).toBe('called: \n')
  expect(data.count('ran')).toBe(1)
  expect(data.live).toEqual([])
})

test.for(['Array', 'Object'])('a toJSON method of %s.prototype does not reach the data files', async name => {
  const program = `function ran() {}\nran()\n${name}.prototype.toJSON = () => 'hidden'\n`
  const root = writeProgram({ 'main.cjs': program })
  const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
  expect(counted).toEqual(bare)
  expect(data.count('ran')).toBe(1)
})
