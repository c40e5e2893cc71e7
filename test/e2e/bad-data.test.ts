import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

const files = {
  'vitest.config.ts': configWith(),
  'src/cli.js': `console.log('ran')\n`,
}
const folder = `const folder = dirname(process.env.COVTREE_DATAFILE)`

describe('bad data', () => {
  test('a truncated file and a foreign file are named, all others are counted', async () => {
    const project = createProject({
      ...files,
      'test/a.test.js': `import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
test('runs', () => {
  expect(String(execFileSync(process.execPath, ['src/cli.js']))).toBe('ran\\n')
  ${folder}
  writeFileSync(join(folder, 'data-1-0-aaaa-0.json'), '{"result":[{"scriptId":"1","url":"fi')
  writeFileSync(join(folder, 'data-2-0-bbbb-0.json'), '[1, 2]')
})
`,
    })
    const run = await project.run()
    expect(run.exitCode).toBe(0)
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 1 })
    expect(run.stderr).toMatch(
      /covtree: 2 data files could not be read \(unreadable-data\)\n {2}\S+data-1-0-aaaa-0\.json\n {2}\S+data-2-0-bbbb-0\.json\n/,
    )
  })

  test('a data folder that was removed harms no child, and what ran later is counted', async () => {
    const project = createProject({
      ...files,
      'test/a.test.js': `import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
test('runs', () => {
  ${folder}
  rmSync(folder, { recursive: true })
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli.js'], { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'ran\\n', stderr: '' })
})
`,
    })
    const run = await project.run()
    expect(run.exitCode).toBe(0)
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 1 })
    expect(run.stderr).toContain('(no-data-folder)')
    expect(run.stdout).toContain('Subprocesses : 1 counted, not known how many were lost\n')
  })

  test('a data folder that cannot be written is named, and no child is harmed', async () => {
    const project = createProject({
      ...files,
      'test/a.test.js': `import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
test('runs', () => {
  ${folder}
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file where the folder was')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli.js'], { encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'ran\\n', stderr: '' })
})
`,
    })
    const run = await project.run('--coverage.subprocess.failOnLost')
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toContain('Subprocesses : 0 counted, not known how many were lost\n')
    expect(run.stderr).toContain('(unwritable-data-folder)')
  })
})
