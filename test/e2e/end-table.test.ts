import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { isProcHidden, proc } from '../bootstrap/run-process.ts'
import { covtree, node } from '../cli/command-line.ts'
import { checkTable } from './end-table.ts'
import { createProject } from './project.ts'
import { nodeMajor } from './toolchain.ts'

test('each end of a process or thread is counted as docs/processes.md says, and is as without covtree', async () => {
  const system = isProcHidden ? 'macOS, BSD' : 'Linux'
  const { cells, seen, shown } = await checkTable(system, nodeMajor, files => {
    const project = createProject(files)
    return {
      data: join(project.root, 'kept'),
      node: args => node(project, args),
      covtree: (args, env) => covtree(project, args, { env: { ...env, PROC: proc } }),
      report: () => JSON.parse(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8')),
      coverage: () =>
        Object.fromEntries(
          Object.entries(project.coverage()).map(([path, file]) => [relative(project.root, path), file]),
        ),
    }
  })
  expect(seen).toEqual(cells)
  for (const { bare, counted } of shown) expect(counted).toBe(bare)
})
