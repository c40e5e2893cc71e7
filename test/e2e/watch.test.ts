import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configWith, countsOf, createProject, watchProject } from './project.ts'
import { vitestMajor } from './toolchain.ts'

const testFile = (runs: number) => `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
for (let run = 0; run < ${runs}; run++) test('run ' + run, () => { execFileSync(process.execPath, ['src/cli.js']) })
`

/** A project whose test files start its program so often. */
const createRuns = (runs: Record<string, number>, coverage?: string) =>
  createProject({
    'vitest.config.ts': configWith(coverage),
    'src/cli.js': 'process.exitCode = 0\n',
    ...Object.fromEntries(Object.entries(runs).map(([name, count]) => [name, testFile(count)])),
  })

test('watch mode counts each run anew', async () => {
  const project = createRuns({ 'test/cli.test.js': 3 })
  const watch = watchProject(project)
  await watch.waitFor('Subprocesses : 3 counted')
  await watch.waitFor('Waiting for file changes')
  expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 3 })
  project.write({ 'test/cli.test.js': testFile(2) })
  await watch.waitFor('Subprocesses : 2 counted')
  await watch.waitFor('Waiting for file changes')
  expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 2 })
  await watch.stop()
})

test('cleanOnRerun: false keeps what children of other test files ran', async () => {
  const project = createRuns(
    { 'test/a.test.js': 3, 'test/b.test.js': 4 },
    'subprocess: true, cleanOnRerun: false',
  )
  const watch = watchProject(project)
  await watch.waitFor('Subprocesses : 7 counted')
  await watch.waitFor('Waiting for file changes')
  project.write({ 'test/a.test.js': testFile(1) })
  await watch.waitFor('Subprocesses : 5 counted')
  await watch.waitFor('Waiting for file changes')
  const data = JSON.parse(readFileSync(join(project.root, 'coverage/coverage-final.json'), 'utf8'))
  expect(countsOf(data[join(project.root, 'src/cli.js')]).lines).toEqual({ 1: 5 })
  await watch.stop()
})

// The file watcher of Vite 8 ends the process when Vitest 4 closes it for that, with covtree and without (8.3).
test.skipIf(vitestMajor < 5)('watch mode reads a changed config file and goes on counting', async () => {
  const project = createRuns({ 'test/cli.test.js': 3 })
  const watch = watchProject(project)
  await watch.waitFor('Subprocesses : 3 counted')
  await watch.waitFor('Waiting for file changes')
  project.write({ 'vitest.config.ts': configWith('subprocess: { html: true }') })
  await watch.waitFor('Subprocesses : 3 counted')
  await watch.waitFor('coverage/subprocess/index.html')
  await watch.waitFor('Waiting for file changes')
  expect(countsOf(project.file('src/cli.js')).lines).toEqual({ 1: 3 })
  await watch.stop()
})

/** A test whose process dies of a SIGKILL that no wrapped function sends. */
const lostTest = `import { spawnSync } from 'node:child_process'
import { test } from 'vitest'
test('dies', () => { spawnSync(process.execPath, ['-e', "require('child_process').execSync('kill -9 ' + process.pid)"]) })
`

test('watch mode lists the lost processes of the last run alone', async () => {
  const project = createRuns({ 'test/cli.test.js': 1 })
  project.write({ 'test/lost.test.js': lostTest })
  const watch = watchProject(project)
  for (let run = 0; run < 3; run++) {
    if (run > 0) project.write({ 'test/lost.test.js': `${lostTest}// ${run}\n` })
    await watch.waitFor(', 1 lost')
    await watch.waitFor('Waiting for file changes')
  }
  await watch.stop()
})

test('a run that is interrupted leaves no data folder', async () => {
  const project = createRuns({})
  project.write({
    'temporary/.keep': '',
    'test/long.test.js': `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('waits', () => {
  execFileSync(process.execPath, ['src/cli.js'])
  process._rawDebug('test is running')
  return new Promise(() => {})
})
`,
  })
  const temporary = join(project.root, 'temporary')
  const run = watchProject(project, ['run', '--coverage'], { TMPDIR: temporary })
  await run.waitFor('test is running')
  expect(readdirSync(temporary).filter(name => name.startsWith('covtree-'))).toHaveLength(1)
  await run.stop('SIGINT')
  expect(readdirSync(temporary).filter(name => name.startsWith('covtree-'))).toEqual([])
})
