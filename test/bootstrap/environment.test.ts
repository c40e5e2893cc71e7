import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixtures, runBoth } from './run-process.ts'

test('a process or thread that is given an environment finds that and nothing else', async () => {
  const { bare, counted, data } = await runBoth([join(fixtures, 'own-environment.cjs')])
  expect(counted).toEqual(bare)
  const { stdout } = bare
  expect(stdout.match(/^thread that inherits/gm)).toHaveLength(4)
  // Each is counted all the same.
  expect(data.count('print')).toBe(16)
  const processes = new Map(data.files.map(({ covtree }) => [covtree.process.id, covtree.process]))
  expect(processes.size).toBe(17)
  const orphans = [...processes.values()].filter(({ parent }) => !parent)
  expect(orphans).toHaveLength(1)
})
