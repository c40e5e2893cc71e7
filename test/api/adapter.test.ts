import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { covtree, node } from '../cli/command-line.ts'
import { countsOf, createProject } from '../e2e/project.ts'
import { repository } from '../e2e/toolchain.ts'

const adapter = join(repository, 'fixtures/projects/node-test-adapter')

function createAdapterProject() {
  const project = createProject({})
  cpSync(adapter, project.root, { recursive: true })
  return project
}

describe('the adapter for node:test', () => {
  test('is short, and counts test files and what they start', async () => {
    expect(readFileSync(join(adapter, 'node-test.mjs'), 'utf8').split('\n').length).toBeLessThan(55)
    const project = createAdapterProject()
    const run = await node(project, ['node-test.mjs', '--reporter=json', '--reporter=text', '--lines=100'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('✔ counts words')
    expect(run.stdout).toContain('Subprocesses : 3 counted, 1 with nothing to count, 0 lost')
    expect(countsOf(project.file('src/words.js')).lines).toEqual({ 2: 2, 3: 1 })
    expect(countsOf(project.file('src/cli.js'))).toMatchObject({
      lines: { 3: 2, 4: 2, 5: 1, 7: 1, 8: 1 },
      branches: [[1, 1]],
    })
  })

  test('fails by a test, and by a threshold', async () => {
    const project = createAdapterProject()
    const few = await node(project, ['node-test.mjs', '--reporter=none', '--lines=100', 'test/words.test.js'])
    expect(few.code).toBe(1)
    expect(few.stderr).toBe('lines of all files: 50 % is below the threshold of 100 %\n')
    project.write({ 'src/cli.js': 'process.exitCode = 3\n' })
    const failing = await node(project, ['node-test.mjs', '--reporter=none'])
    expect(failing.code).toBe(1)
    expect(failing.stdout).toContain('✖ counts words')
  })
})

describe('combine', () => {
  const script = (call: string) => `import { combine } from 'covtree'
const { map, processes, warnings } = await ${call}
console.log(JSON.stringify({ map, processes, warnings }))
`

  test('reads a folder that was kept, and one of NODE_V8_COVERAGE', async () => {
    const project = createAdapterProject()
    await covtree(project, ['run', '--no-report', '--context', 'shard 1', 'node', 'src/cli.js', 'a', 'b'])
    await node(project, ['src/cli.js', 'a'], { NODE_V8_COVERAGE: join(project.root, 'plain') })
    for (const folder of ['.covtree', 'plain']) {
      project.write({ 'combine.js': script(`combine('${folder}', { include: ['src'], all: true })`) })
      const { stdout, stderr } = await node(project, ['combine.js'])
      expect(stderr).toBe('')
      const { map, processes, warnings } = JSON.parse(stdout)
      expect(warnings).toEqual([])
      expect(Object.keys(map)).toEqual(['src/cli.js', 'src/words.js'].map(path => join(project.root, path)))
      expect(countsOf(map[join(project.root, 'src/words.js')]).lines).toEqual({ 2: 1, 3: 1 })
      expect(processes).toMatchObject([{ state: 'counted' }])
    }
  })

  test('adds onto a map of a runner, in its structure, and leaves the choice of files to it', async () => {
    const project = createAdapterProject()
    await covtree(project, ['run', '--no-report', 'node', 'src/cli.js', 'a', 'b'])
    project.write({
      'combine.js': `import { combine } from 'covtree'
const first = await combine('.covtree', { include: ['src/words.js'] })
const { map } = await combine('.covtree', { map: first.map, isIncluded: path => path.endsWith('words.js') })
console.log(JSON.stringify({ same: map === first.map, map }))
`,
    })
    const { same, map } = JSON.parse((await node(project, ['combine.js'])).stdout)
    expect(same).toBe(true)
    expect(Object.keys(map)).toEqual([join(project.root, 'src/words.js')])
    expect(countsOf(map[join(project.root, 'src/words.js')])).toEqual({
      lines: { 2: 2, 3: 2 },
      functions: { count: 2 },
      branches: [[0, 2]],
    })
  })
})
