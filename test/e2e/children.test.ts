import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

const files = {
  'vitest.config.ts': configWith(),
  'src/cli.js': `import { greet } from './greet.js'
const name = process.argv[2]
if (name) {
  console.log(greet(name))
} else {
  process.exitCode = 2
}
`,
  'src/greet.js': `export function greet(name) {
  return name === 'nobody' ? 'silence' : 'hello ' + name
}
export function unused() {
  return 1
}
`,
  'test/cli.test.js': `import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { greet } from '../src/greet.js'
test('in process', () => expect(greet('nobody')).toBe('silence'))
test('as a child', () => {
  expect(execFileSync(process.execPath, ['src/cli.js', 'world'], { encoding: 'utf8' })).toBe('hello world\\n')
  expect(spawnSync(process.execPath, ['src/cli.js']).status).toBe(2)
})
`,
}

describe('a CLI that tests start as a child process', () => {
  test.each(['forks', 'threads', 'vmForks', 'vmThreads'])('is counted in pool %s', async pool => {
    const project = createProject(files)
    const run = await project.run(`--pool=${pool}`)
    expect(run.stderr).toBe('')
    expect(run.exitCode).toBe(0)
    expect(countsOf(project.file('src/cli.js'))).toEqual({
      lines: { 2: 2, 3: 2, 4: 1, 6: 1 },
      functions: {},
      branches: [[1, 1]],
    })
    // One call in the test itself, one in a child: one structure, counts added.
    expect(countsOf(project.file('src/greet.js'))).toEqual({
      lines: { 2: 2, 5: 0 },
      functions: { greet: 2, unused: 0 },
      branches: [[1, 1]],
    })
    expect(run.stdout).toContain('Subprocesses : 2 counted, 0 lost')
  })

  test('is counted with provider istanbul', async () => {
    const project = createProject(files)
    const run = await project.run('--coverage.provider=istanbul')
    expect(run.stderr).toBe('')
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 2: 2, 3: 2, 4: 1, 6: 1 })
    expect(countsOf(project.file('src/greet.js'))).toEqual({
      lines: { 2: 2, 5: 0 },
      functions: { greet: 2, unused: 0 },
      branches: [[1, 1]],
    })
  })

  test('is not counted without the flag, and nothing is said', async () => {
    const project = createProject({ ...files, 'vitest.config.ts': configWith('') })
    const run = await project.run()
    expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 2: 0, 3: 0, 4: 0, 6: 0 })
    expect(run.stdout).not.toContain('Subprocesses')
  })

  test.each([
    ['--coverage.subprocess', true],
    ['--coverage.subprocess=false', false],
    ['--no-coverage.subprocess', false],
  ])('is switched by %s', async (flag, isCounted) => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith(isCounted ? '' : 'subprocess: true'),
    })
    const run = await project.run(flag)
    expect(run.exitCode).toBe(0)
    expect(countsOf(project.file('src/cli.js')).lines[2]).toBe(isCounted ? 2 : 0)
  })

  test.each([
    ['--coverage.subprocess.tree', ''],
    ['--coverage.subprocess.tree', 'subprocess: true'],
    ['--coverage.subprocess.tree', 'subprocess: { askTimeout: 50 }'],
    ['--coverage.subprocess', 'subprocess: { tree: true }'],
    ['--coverage.subprocess', 'subprocess: { tree: true, enabled: false }'],
  ])('is counted with the settings of %s beside { %s }', async (flag, coverage) => {
    const project = createProject({ ...files, 'vitest.config.ts': configWith(coverage) })
    const run = await project.run(flag)
    expect(run.stdout).toContain('└─ node src/cli.js')
    expect(countsOf(project.file('src/cli.js')).lines[2]).toBe(2)
  })

  test('is counted without coverage.include, with the structure the provider would give it', async () => {
    const withInclude = createProject(files)
    await withInclude.run()
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: true, include: undefined'),
    })
    await project.run()
    const { path: _, ...file } = project.file('src/cli.js')
    const { path: __, ...expected } = withInclude.file('src/cli.js')
    expect(file).toEqual(expected)
  })
})
