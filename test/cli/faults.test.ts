import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const files = { 'src/a.js': 'process.exitCode = 3\n' }
const run = ['run', '-r', 'json', 'node', 'src/a.js']

test.each([
  [['--root', 'package.json'], "Invalid `--root` value 'package.json': there is no such folder."],
  [
    ['--reports-dir', 'package.json'],
    "Invalid `--reports-dir` value 'package.json': it is a file, use a folder.",
  ],
  [
    ['--data-dir', 'src/a.js/data'],
    /Invalid `--data-dir` value 'src\/a\.js\/data': .+a\.js is a file, use a folder\./,
  ],
])('%j is refused before the command runs', async (args, message) => {
  const project = createProject({ 'src/a.js': "console.log('ran')\n" })
  const { code, stdout, stderr } = await covtree(project, ['run', ...args, 'node', 'src/a.js'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toEqual(
    typeof message === 'string' ? `covtree: ${message}\n` : expect.stringMatching(message),
  )
})

test('a temporary folder that is not there is refused with the fix', async () => {
  const project = createProject(files)
  const env = { TMPDIR: join(project.root, 'gone') }
  const { code, stderr } = await covtree(project, run, { env })
  expect(code).toBe(2)
  expect(stderr).toBe(
    `covtree: Cannot make a data folder in ${env.TMPDIR} (ENOENT): set TMPDIR to a folder that can be written.\n`,
  )
})

test('the exit code is that of the command where reports cannot be written', async () => {
  const project = createProject(files)
  mkdirSync(join(project.root, 'coverage/coverage-final.json'), { recursive: true })
  const failed = await covtree(project, run)
  expect(failed.code).toBe(3)
  expect(failed.stderr).toMatch(/^covtree: EISDIR: .+coverage-final\.json'\n$/)
  project.write({ 'src/a.js': '' })
  expect((await covtree(project, run)).code).toBe(1)
})

test('a process report that cannot be written is named, and the rest is reported', async () => {
  const project = createProject(files)
  mkdirSync(join(project.root, 'coverage/subprocess.json'), { recursive: true })
  mkdirSync(join(project.root, 'coverage/subprocess/index.html'), { recursive: true })
  const { code, stdout } = await covtree(project, ['run', '--html', ...run.slice(1)])
  expect(code).toBe(3)
  expect(Object.keys(project.coverage())).toEqual([join(project.root, 'src/a.js')])
  expect(stdout).toBe(`Subprocesses : 1 counted, 0 lost
covtree: coverage/subprocess.json could not be written (EISDIR) (unwritable-report)
covtree: coverage/subprocess/index.html could not be written (EISDIR) (unwritable-report)
`)
})

test('a command that cannot be started leaves the reports of the last run', async () => {
  const project = createProject(files)
  const { code, stdout } = await covtree(project, ['run', '-r', 'json', '-r', 'text', './no-such-command'])
  expect({ code, stdout }).toEqual({ code: 127, stdout: '' })
  expect(existsSync(join(project.root, 'coverage'))).toBe(false)
})

test.each(['[{"from":', '{}', '[{ "from": 1 }]', '[null]'])(
  'folders of other machines that were kept as %s are an error that says what to do',
  async paths => {
    const project = createProject(files)
    expect((await covtree(project, ['run', '--no-report', 'node', 'src/a.js'])).code).toBe(3)
    project.write({ '.covtree/paths.json': paths })
    const { code, stderr } = await covtree(project, ['report'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      `covtree: Cannot read ${join(project.root, '.covtree/paths.json')}: remove it, and name the folders by \`--paths /there=.\`.\n`,
    )
  },
)

test('a path that is no folder is not erased, and holds no data', async () => {
  const project = createProject(files)
  expect(await covtree(project, ['erase', 'package.json', 'gone'])).toMatchObject({
    code: 0,
    stdout: 'No data in package.json.\nNo data in gone.\n',
  })
  expect(existsSync(join(project.root, 'package.json'))).toBe(true)
})

test('files that could not be read are counted and named', async () => {
  const project = createProject({ 'bad.json': '{' })
  const { code, stderr } = await covtree(project, ['combine', 'bad.json'])
  expect(code).toBe(1)
  expect(stderr).toContain('covtree: 1 data file could not be read (unreadable-data)\n  bad.json\n')
})

test('a folder of a project that is named as a data folder keeps its own files', async () => {
  const own = {
    '.gitignore': 'coverage/\n',
    'config.json': '{ "version": 1 }',
    'paths.json': '["src"]',
    'live/1.json': '{}',
    'maps/world.json': '{}',
    'shared/util.js': '',
    'shared/readme': '',
    'texts/en.json': '{}',
  }
  const project = createProject({ ...files, ...own })
  const expectOwn = () => {
    for (const [name, content] of Object.entries(own))
      expect(readFileSync(join(project.root, name), 'utf8'), name).toBe(content)
  }
  expect(await covtree(project, ['erase', '.'])).toMatchObject({ code: 0 })
  expectOwn()
  expect(await covtree(project, ['combine', '-d', 'all', '.'])).toMatchObject({ code: 1 })
  expectOwn()
  const refused = await covtree(project, ['run', '--data-dir', '.', 'node', 'src/a.js'])
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain("its config.json is not covtree's, name a folder of its own")
  expectOwn()
  rmSync(join(project.root, 'config.json'))
  await covtree(project, ['run', '--data-dir', '.', '--no-report', 'node', 'src/a.js'])
  expect(await covtree(project, ['erase', '.'])).toMatchObject({ stdout: 'Removed 1 data file from ..\n' })
  const { 'config.json': _, ...kept } = own
  for (const [name, content] of Object.entries(kept))
    expect(readFileSync(join(project.root, name), 'utf8'), name).toBe(content)
})
