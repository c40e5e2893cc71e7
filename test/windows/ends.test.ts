import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkTable } from '../e2e/end-table.ts'
import { createWindowsProject } from './windows.ts'

test('each end of a process or thread is counted as docs/processes.md says, and is as without covtree', async () => {
  const major = Number(process.env.COVTREE_TEST_WINDOWS_NODE)
  const { cells, seen, shown } = await checkTable('Windows', major, files => {
    const project = createWindowsProject(files)
    return {
      ...project,
      data: `${project.windowsRoot}\\kept`,
      report: () => JSON.parse(project.read(join('coverage', 'subprocess.json'))),
    }
  })
  expect(seen).toEqual(cells)
  for (const { bare, counted } of shown) expect(counted).toBe(bare)
})
