import * as nodeModule from 'node:module'
import { expect, test } from 'vitest'
import { stripTypes } from '../../src/core/texts/strip-types.ts'

const canStrip = 'stripTypeScriptTypes' in nodeModule

test('Node prints no warning', async () => {
  const warnings: string[] = []
  const note = ({ message }: Error) => void warnings.push(message)
  process.on('warning', note)
  stripTypes('let a: number')
  await new Promise(resolve => setImmediate(resolve))
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('puts blanks where types stand, if this Node can', () => {
  expect(stripTypes('let a: number = 1')).toBe(canStrip ? 'let a         = 1' : 'let a: number = 1')
})

test('leaves a text that Node cannot strip as it is', () => {
  expect(stripTypes('enum A { B }')).toBe('enum A { B }')
})
