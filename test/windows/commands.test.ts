import { expect, test } from 'vitest'
import { createWindowsProject } from './windows.ts'

const words = `exports.count = text => text.split(' ').length\n`

/** npm's shims for Windows as they were before version 10: Wine's cmd.exe cannot run today's. */
const shim = (script: string) => `@node "${script}" %*\r\n`

test('covtree run -- npx mocha', async () => {
  const project = createWindowsProject({
    'src/words.js': words,
    'bin/count.js': `console.log(require('../src/words.js').count(process.argv[2]))`,
    'test/words.js': `const { execFileSync } = require('node:child_process')
it('counts', () => { execFileSync(process.execPath, ['bin/count.js', 'one two']) })`,
    'npx.cmd': shim('%~dp0..\\node_modules\\mocha\\bin\\mocha.js'),
  })
  // The folder of the project comes first on Windows: npx stands for what npm installs.
  const run = await project.covtree([
    'run',
    '--reporter=json',
    '--include=src',
    '--',
    'npx',
    'test/words.js',
    '--timeout=60000',
  ])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain('1 passing')
  expect(run.stdout).toContain('0 lost')
  expect(Object.values(project.file('src/words.js').f)).toEqual([1])
})

test('a batch file gets its arguments as they are, and its exit code comes back', async () => {
  const project = createWindowsProject({
    'show.cmd': `${shim('%~dp0show.cjs')}@exit /b %ERRORLEVEL%\r\n`,
    'show.cjs': 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7',
  })
  // Not among them: quotes, `^` and `|`, which Wine's cmd.exe does not read as Windows' does.
  const given = ['a b', 'c&d', 'g\\h\\', '--i=j k', '(l)']
  const run = await project.covtree(['run', '--reporter=none', '--', '.\\show', ...given])
  expect(run).toMatchObject({ code: 7, stderr: '' })
  expect(JSON.parse(run.stdout.split('\n')[0]!)).toEqual(given)
})

test('a command that is not there ends with 127', async () => {
  const project = createWindowsProject({})
  const run = await project.covtree(['run', '--', 'no-such-command'])
  expect(run.code).toBe(127)
  expect(run.stderr).toContain('Cannot run `no-such-command`: command not found')
})

test('flushOnSignal ends the process as without it where nobody else listens', async () => {
  const project = createWindowsProject({
    'src/main.cjs': `const { flush, flushOnSignal, isActive } = require('covtree/embed')
console.log(isActive(), flush())
flushOnSignal('SIGHUP')
setInterval(() => {}, 1000)
// As the console does when its window is closed.
process.emit('SIGHUP', 'SIGHUP')
`,
  })
  const run = await project.covtree(['run', '--include=src', '--reporter=json', '--', 'node', 'src/main.cjs'])
  expect(run.stderr).toBe('')
  expect(run.stdout).toMatch(/^true true\n.*1 counted, 0 lost/s)
  expect(run.code).not.toBe(0)
})

test('a save signal that Windows does not have is ignored, and the run says so', async () => {
  const project = createWindowsProject({ 'src/main.cjs': 'console.log(1)\n' })
  const args = [
    'run',
    '--include=src',
    '--reporter=json',
    '--save-signal=SIGUSR2',
    '--',
    'node',
    'src/main.cjs',
  ]
  const run = await project.covtree(args)
  expect(run.code).toBe(0)
  expect(run.stdout).toContain('1 counted, 0 lost')
  expect(run.stderr).toContain('this system has no SIGUSR2 (no-such-signal)')
})

test('a Node whose NODE_OPTIONS a command of cmd.exe sets is counted, and one below a batch file is listed', async () => {
  const project = createWindowsProject({
    'src/child.cjs': 'console.log(JSON.stringify(process.env.NODE_OPTIONS))\n',
    'main.cjs': `const { execSync } = require('node:child_process')
execSync('set NODE_OPTIONS=--no-warnings&& node src/child.cjs', { stdio: 'inherit' })
execSync('replaces.cmd')`,
    'replaces.cmd': '@set "NODE_OPTIONS=--no-warnings"\r\n@node src/child.cjs\r\n',
  })
  const args = ['run', '--include=src', '--reporter=none', '--', 'node', 'main.cjs']
  const run = await project.covtree(args)
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain('"--no-warnings"')
  expect(run.stdout).toMatch(/ 1 counted, .* 1 lost/)
  expect(run.stdout).toContain('replaces.cmd replaces NODE_OPTIONS')
})
