import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ProcessReport } from '../../src/report/content/model.ts'
import { configWith, createProject, type Project } from './project.ts'
import { nodeBinary } from './toolchain.ts'

/** A project with several roots, each of which starts one process in globalSetup and one in a test. */
function createRoots(script: string, configs: Record<string, string>): Project {
  const files: Record<string, string> = { 'run.mjs': script }
  for (const [root, config] of Object.entries(configs)) {
    files[`${root}/vitest.config.ts`] = config
    files[`${root}/src/cli.js`] = `console.log(process.argv[2])\n`
    files[`${root}/setup.js`] = `import { execFileSync } from 'node:child_process'
export default () => void execFileSync(process.execPath, [import.meta.dirname + '/src/cli.js', '${root} setup'])
`
    files[`${root}/test/a.test.js`] = `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('starts', () => void execFileSync(process.execPath, [import.meta.dirname + '/../src/cli.js', '${root} test']))
`
  }
  return createProject(files)
}

/** Runs `run.mjs` with none of the variables of the Vitest that this test runs in. */
function runScript(project: Project): string {
  const { PATH, HOME, TMPDIR } = process.env
  const env = { PATH, HOME, NO_COLOR: '1', ...(TMPDIR && { TMPDIR }) }
  return execFileSync(nodeBinary, ['run.mjs'], { cwd: project.root, env, encoding: 'utf8' })
}

function readProcesses(project: Project, root: string): string[] {
  const file = join(project.root, root, 'coverage/subprocess.json')
  const { processes } = JSON.parse(readFileSync(file, 'utf8')) as ProcessReport
  return processes.map(({ argv }) => argv[2]!).sort()
}

const setup = `globalSetup: ['setup.js'],`

test('two Vitest instances of one process do not share what their config files say', () => {
  const project = createRoots(
    `import { startVitest } from 'vitest/node'
for (const root of ['one', 'two']) {
  const vitest = await startVitest('test', [], { root, watch: false, coverage: { enabled: true, subprocess: true } })
  await vitest.close()
}
`,
    { one: configWith('subprocess: { html: true }', setup), two: configWith('', setup) },
  )
  runScript(project)
  expect(readProcesses(project, 'one')).toEqual(['one setup', 'one test'])
  expect(readProcesses(project, 'two')).toEqual(['two setup', 'two test'])
  expect(existsSync(join(project.root, 'one/coverage/subprocess/index.html'))).toBe(true)
  expect(existsSync(join(project.root, 'two/coverage/subprocess/index.html'))).toBe(false)
})

test('two Vitest instances that live at the same time count their own processes', () => {
  const project = createRoots(
    `import { createVitest } from 'vitest/node'
const options = root => ({ root, watch: false, coverage: { enabled: true } })
const one = await createVitest('test', options('one'))
const two = await createVitest('test', options('two'))
for (const vitest of [one, two]) await vitest.start()
await one.close()
await two.close()
console.log('left:', Object.keys(process.env).filter(name => name.startsWith('COVTREE_')).join())
`,
    {
      one: configWith('subprocess: true', setup),
      two: configWith('subprocess: true', `${setup} pool: 'threads',`),
    },
  )
  expect(runScript(project)).toContain('left: \n')
  expect(readProcesses(project, 'one')).toEqual(['one setup', 'one test'])
  expect(readProcesses(project, 'two')).toEqual(['two setup', 'two test'])
})

test('an instance without the plugin is not measured because another one has it', () => {
  const inline = `projects: [{ extends: true, test: { name: 'a' } }],`
  const project = createRoots(
    `import { startVitest } from 'vitest/node'
for (const root of ['one', 'two']) {
  const vitest = await startVitest('test', [], { root, watch: false, coverage: { enabled: true } })
  await vitest.close()
}
`,
    {
      one: configWith('subprocess: true', inline),
      two: configWith('subprocess: true', inline, ''),
    },
  )
  runScript(project)
  expect(readProcesses(project, 'one')).toEqual(['one test'])
  expect(existsSync(join(project.root, 'two/coverage/subprocess.json'))).toBe(false)
})
