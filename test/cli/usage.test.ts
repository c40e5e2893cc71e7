import { describe, expect, test } from 'vitest'
import { parseFlags } from '../../src/cli/flags.ts'
import { createPathMapper } from '../../src/core/path-aliases.ts'
import { createProject } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const specs = [
  { name: 'include', short: 'n', kind: 'list', value: 'GLOB', help: '' },
  { name: 'reports-dir', kind: 'text', value: 'DIR', help: '' },
  { name: 'all', kind: 'switch', help: '' },
] as const

describe('options', () => {
  test('end where the command begins', () => {
    const args = ['-n', 'a,b/{c,d}', '--include=e', '--no-all', 'mocha', '--all', '--', 'x']
    expect(parseFlags(args, specs, true)).toEqual({
      flags: { include: ['a', 'b/{c,d}', 'e'], all: false },
      operands: ['mocha', '--all', '--', 'x'],
    })
    expect(parseFlags(['--reports-dir', 'out', '--', '--all'], specs, true)).toEqual({
      flags: { reportsDir: 'out' },
      operands: ['--all'],
    })
  })

  test.each([
    [['run', '--inclde', 'src', 'node'], 'Unknown option `--inclde`: did you mean `--include`?'],
    [['run', '--reports-dir'], 'Missing value of `--reports-dir`: write `--reports-dir DIR`.'],
    [['run', '--reporter', 'htm', 'node'], "Invalid `--reporter` value 'htm': use one of clover,"],
    [['run', '--check', 'lines=900', 'node'], 'Invalid `--check` value 900: use a number from 0 to 100.'],
    [['run', '--save-signal', 'usr2', 'node'], "Invalid `--save-signal` value 'usr2': use 'SIGUSR2'."],
    [['run'], 'Missing command: write `covtree run [options] -- <command>`.'],
    [['rum'], 'Unknown command `rum`: did you mean `covtree run`?'],
  ])('%j is refused with the fix', async (args, message) => {
    const run = await covtree(createProject({}), args)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toContain(`covtree: ${message}`)
  })

  test('a command that is not there or no program has the exit code of a shell', async () => {
    const project = createProject({ 'main.js': '' })
    expect(await covtree(project, ['run', '-r', 'none', 'no-such-command'])).toMatchObject({ code: 127 })
    const notProgram = await covtree(project, ['run', '-r', 'none', './main.js'])
    expect(notProgram.code).toBe(126)
    expect(notProgram.stderr).toContain('Use `node ./main.js`')
  })

  test('a pattern that the shell has expanded is named', async () => {
    const project = createProject({ 'src/a.js': '', 'src/b.js': '' })
    const expanded = await covtree(project, ['run', '--include', 'src/a.js', 'src/b.js', '--', 'node', '-v'])
    expect(expanded).toMatchObject({ code: 126, stdout: '' })
    expect(expanded.stderr).toBe(
      "covtree: Cannot run `src/b.js`, which comes before `--`. Put patterns in quotes: `--include 'src/**'`.\n",
    )
  })
})

describe('settings in a file', () => {
  test.each([
    ['covtree.config.json', '{ "check": { "lines": 100 }, "reporter": "none" }'],
    ['covtree.config.js', "export default { check: { lines: 100 }, reporter: ['none'] }"],
    ['package.json', '{ "type": "module", "covtree": { "check": 100, "reporter": "none" } }'],
  ])('%s is read, and the command line goes first', async (name, content) => {
    const project = createProject({
      'src/a.js': 'if (process.pid === 0) {\n  process.exit(3)\n}\n',
      [name]: content,
    })
    expect((await covtree(project, ['run', 'node', 'src/a.js'])).code).toBe(1)
    expect((await covtree(project, ['run', '--check', '10', 'node', 'src/a.js'])).code).toBe(0)
  })

  test('in a file that Node takes for CommonJS are an error that says how to name it', async () => {
    const project = createProject({
      'package.json': '{ "name": "project", "type": "commonjs", "private": true }',
      'covtree.config.js': "export default { reporter: ['none'] }",
    })
    const { code, stderr } = await covtree(project, ['run', 'node', '-e', '1'])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^covtree: Cannot load covtree\.config\.js: .+: name it covtree\.config\.mjs, or set "type": "module" in package\.json\.$/m,
    )
  })

  test('two places, an unknown key and a wrong value are errors', async () => {
    const project = createProject({ 'covtree.config.json': '{ "inlcude": ["src"] }' })
    const unknown = await covtree(project, ['run', 'node', '-v'])
    expect(unknown.stderr).toBe(
      'covtree: Unknown setting `inlcude` in covtree.config.json: did you mean `include`?\n',
    )
    project.write({ 'covtree.config.json': '{ "all": "yes" }' })
    const wrong = await covtree(project, ['run', 'node', '-v'])
    expect(wrong.stderr).toBe(
      "covtree: Invalid `all` of `covtree.config.json` value 'yes': use true or false.\n",
    )
    project.write({ 'covtree.config.js': 'export default {}' })
    const two = await covtree(project, ['run', 'node', '-v'])
    expect(two.stderr).toContain(
      'Found settings in covtree.config.json and in covtree.config.js: keep one of them.',
    )
  })
})

test('paths of another machine are mapped by folder, once, with stars and drives', () => {
  const map = createPathMapper([
    { from: '/app', to: '/home/me/project' },
    { from: '/builds/*/project/', to: '/home/me/project' },
    { from: 'C:\\ci', to: '/home/me/project' },
  ])
  expect(map('/app/src/a.js')).toBe('/home/me/project/src/a.js')
  expect(map('/application/a.js')).toBe('/application/a.js')
  expect(map('/builds/17/project/a.js')).toBe('/home/me/project/a.js')
  expect(map('/builds/17/x/project/a.js')).toBe('/builds/17/x/project/a.js')
  expect(map('c:\\ci\\src\\a.js')).toBe('/home/me/project/src/a.js')
  expect(map('/C:/ci/a.js')).toBe('/home/me/project/a.js')
})
