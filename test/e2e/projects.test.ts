import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

const cli = `console.log(process.argv[2] ?? 'none')\n`
const testFile = (name: string) => `import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
test('runs', () => expect(execFileSync(process.execPath, ['src/cli.js', '${name}'], { encoding: 'utf8' })).toBe('${name}\\n'))
`
const files = { 'src/cli.js': cli, 'test/a.test.js': testFile('a'), 'test/b.test.js': testFile('b') }
const inline = (more: string) => `projects: [
  { ${more} test: { name: 'a', include: ['test/a.test.js'] } },
  { ${more} test: { name: 'b', include: ['test/b.test.js'], pool: 'threads' } },
],`

describe('test.projects', () => {
  test.each([
    ['inline projects that extend the root', 'extends: true,'],
    ['inline projects that do not', ''],
  ])('%s are counted with one plugin in the root', async (_, more) => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: true', inline(more)),
    })
    const run = await project.run()
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 2 })
    expect(run.stdout).toContain('Subprocesses : 2 counted, 0 lost')
  })

  test('one project alone is counted with --project', async () => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: true', inline('extends: true,')),
    })
    await project.run('--project=b')
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 1 })
  })
})
