import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countsOf, createProject } from '../e2e/project.ts'
import { nodeBinary } from '../e2e/toolchain.ts'
import { covtree, finish, node, startCovtree, startProgram, waitFor } from './command-line.ts'

const files = {
  'src/main.js': `import { execFileSync } from 'node:child_process'
import { double } from './double.js'
const child = process.argv[2]
if (child) {
  console.log(double(Number(child)))
} else {
  process.stdout.write(execFileSync(process.execPath, ['src/main.js', '21']))
}
`,
  'src/double.js': 'export function double(number) {\n  return number * 2\n}\n',
  'src/unused.js': 'export const unused = () => 1\n',
  'test/main.test.js': "import '../src/main.js'\n",
}
const json = ['--reporter', 'json']

describe('covtree run', () => {
  test('counts the command and its children', async () => {
    const project = createProject(files)
    const run = await covtree(project, ['run', ...json, '--', 'node', 'src/main.js'])
    expect(run).toEqual({
      code: 0,
      signal: null,
      stdout: '42\nSubprocesses : 2 counted, 0 lost\n',
      stderr: '',
    })
    expect(countsOf(project.file('src/main.js')).lines).toEqual({ 3: 2, 4: 2, 5: 1, 7: 1 })
    expect(countsOf(project.file('src/double.js'))).toEqual({
      lines: { 2: 1 },
      functions: { double: 1 },
      branches: [],
    })
    expect(Object.keys(project.coverage())).toEqual([
      join(project.root, 'src/double.js'),
      join(project.root, 'src/main.js'),
    ])
  })

  test("counts the project's package where the command packs and installs it", async () => {
    const project = createProject({
      ...files,
      'package.json': JSON.stringify({ name: 'doubled', version: '1.0.0', type: 'module', files: ['src'] }),
      'packed.test.mjs': `import { execSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
const folder = mkdtempSync(join(tmpdir(), 'covtree-packed-'))
execSync(\`npm pack --silent --pack-destination "\${folder}"\`)
execSync('npm install --offline doubled-1.0.0.tgz', { cwd: folder })
console.log(execSync('node node_modules/doubled/src/main.js 4', { cwd: folder, encoding: 'utf8' }))
rmSync(folder, { recursive: true })
`,
    })
    const run = await covtree(project, ['run', ...json, '-n', 'src', '--', 'node', 'packed.test.mjs'])
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^8\n/), stderr: '' })
    expect(countsOf(project.file('src/main.js')).lines).toEqual({ 3: 1, 4: 1, 5: 1, 7: 0 })
    expect(countsOf(project.file('src/double.js')).functions).toEqual({ double: 1 })
  })

  test('names each glob that adds no file, with the reason', async () => {
    const project = createProject(files)
    const here = basename(project.root)
    const used = [
      'src/main.js',
      './src/**',
      'src/',
      join(project.root, 'src'),
      `../${here}/src`,
      'src/unused.js',
    ]
    const unused = ['../other', join(project.root, '..', 'other/**'), 'lib', 'test']
    const globs = [...used, ...unused].flatMap(glob => ['--include', glob])
    const run = await covtree(project, ['run', ...json, ...globs, '--', 'node', 'src/main.js', '1'])
    const outside = `a report has only files below its root, ${project.root}: choose another root with \`root\``
    const reasons = [
      outside,
      outside,
      `no file below ${project.root} matches it: globs are relative to that folder`,
      '`exclude` leaves out all of its files: change `exclude`',
    ]
    const lines = unused.map(
      (glob, i) => `covtree: \`include\` value '${glob}' adds nothing, because ${reasons[i]} (unused-glob)\n`,
    )
    expect(run).toMatchObject({ code: 0, stderr: lines.join('') })
    expect(Object.keys(project.coverage())).toContain(join(project.root, 'src/main.js'))
  })

  test('counts what a shell script starts, and takes a command without dashes', async () => {
    const project = createProject({
      ...files,
      'both.sh': 'node src/main.js 1\nenv -u NOTHING node src/main.js 2\n',
    })
    const run = await covtree(project, ['run', '-r', 'json', 'sh', 'both.sh'])
    expect(run.stdout).toBe('2\n4\nSubprocesses : 2 counted, 0 lost\n')
    expect(countsOf(project.file('src/double.js')).lines).toEqual({ 2: 2 })
  })

  test('counts programs that write source map comments, or whose own comment leads nowhere', async () => {
    // Vite looks for such comments in this file, too.
    const comment = `//# ${'sourceMappingURL'}=`
    const project = createProject({
      'src/main.js': `import { inline, named } from './writer.js'
import { inline as other } from './stale.js'
inline('{}')
named('a.map')
other()
`,
      'src/writer.js': `export function inline(map) {
  return "\\n${comment}data:application/json;base64," + btoa(map)
}
export function named(url) {
  return \`
${comment}\${url}
\`
}
`,
      'src/stale.js': `export function inline() {
  return 1
}
${comment}stale.js.map
`,
      'src/fixture.cjs': `function text() {
  return '${comment}b.map'
}
text()
`,
    })
    const run = await covtree(project, [
      'run',
      ...json,
      '--',
      'node',
      '--require',
      './src/fixture.cjs',
      'src/main.js',
    ])
    expect({ code: run.code, stdout: run.stdout, stderr: run.stderr }).toEqual({
      code: 0,
      stdout: 'Subprocesses : 1 counted, 0 lost\n',
      stderr: '',
    })
    expect(countsOf(project.file('src/writer.js')).functions).toEqual({ inline: 1, named: 1 })
    expect(countsOf(project.file('src/stale.js')).functions).toEqual({ inline: 1 })
    expect(countsOf(project.file('src/fixture.cjs')).functions).toEqual({ text: 1 })
  })

  test('counts each file once, under its real name, in a project behind a link', async () => {
    const project = createProject(files)
    symlinkSync('.', join(project.root, 'link'))
    const link = join(project.root, 'link')
    const program = ['node', '--preserve-symlinks', '--preserve-symlinks-main', join(link, 'src/main.js')]
    const ways: [args: string[], cwd: string][] = [
      [['--root', 'link', '--include', 'src'], project.root],
      [['--include', join(link, 'src')], link],
    ]
    for (const [args, cwd] of ways) {
      const run = await covtree(project, ['run', ...json, ...args, '--all', '--', ...program], { cwd })
      expect(run).toMatchObject({ code: 0, stdout: '42\nSubprocesses : 2 counted, 0 lost\n', stderr: '' })
      expect(countsOf(project.file('src/main.js')).lines).toEqual({ 3: 2, 4: 2, 5: 1, 7: 1 })
      expect(Object.keys(project.coverage())).toEqual(
        ['src/double.js', 'src/main.js', 'src/unused.js'].map(name => join(project.root, name)),
      )
    }
  })

  test('says nothing of a script that is gone and that nobody asked for', async () => {
    const project = createProject({
      'src/main.cjs': `const { unlinkSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const file = join(process.cwd(), 'fixture.cjs')
writeFileSync(file, 'module.exports = 1\\n')
require('node:child_process').execFileSync(process.execPath, [file])
unlinkSync(file)
`,
    })
    const run = (...include: string[]) =>
      covtree(project, ['run', ...json, ...include, '--', 'node', 'src/main.cjs'])
    expect(await run('-n', 'src')).toMatchObject({ code: 0, stderr: '' })
    expect((await run()).stderr).toContain('(missing-text)')
  })

  test('counts a node --test run with its test files and their children', async () => {
    const project = createProject({
      ...files,
      'checks/main.check.mjs': `import test from 'node:test'
import { execFileSync } from 'node:child_process'
test('main', () => { execFileSync(process.execPath, ['src/main.js', '5']) })
`,
    })
    const run = await covtree(project, [
      'run',
      ...json,
      '-n',
      'src',
      '--',
      'node',
      '--test',
      'checks/main.check.mjs',
    ])
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('\nSubprocesses : 1 counted, 2 with nothing to count, 0 lost\n')
    expect(countsOf(project.file('src/double.js')).lines).toEqual({ 2: 1 })
  })

  test("loses nothing of Node's test runner, unless it runs a file of the project itself", async () => {
    const project = createProject({
      ...files,
      'checks/main.check.mjs': "import '../src/double.js'\n",
      'src/reporter.mjs':
        'export default async function* (events) {\n  for await (const _ of events) yield ""\n}\n',
    })
    const run = (...options: string[]) =>
      covtree(project, [
        'run',
        ...json,
        '--fail-on-lost',
        '--',
        'node',
        '--test',
        ...options,
        'checks/main.check.mjs',
      ])
    expect((await run('--test-reporter=tap')).code).toBe(0)
    const own = await run('--test-reporter', './src/reporter.mjs')
    expect(own.code).toBe(1)
    expect(own.stdout).toMatch(
      /Subprocesses : 1 counted, 1 lost\n {2}lost: node --test --test-reporter \.\/src\/reporter\.mjs checks\/main\.check\.mjs \(pid \d+\): Node's test runner ran \.\/src\/reporter\.mjs in its own process, which cannot be counted\n/,
    )
  })

  test.each([
    ['an exit code', 'process.exit(7)'],
    ['a thrown error', "throw new Error('no')"],
    ['a signal', "process.kill(process.pid, 'SIGTERM')"],
    ['SIGKILL', "process.kill(process.pid, 'SIGKILL')"],
  ])('ends by %s as the command does', async (_, code) => {
    const project = createProject({ 'src/end.js': `console.log('out')\n${code}\n` })
    const without = await node(project, ['src/end.js'])
    const run = await covtree(project, ['run', '--reporter', 'none', '--', 'node', 'src/end.js'])
    expect({
      code: run.code,
      signal: run.signal,
      stderr: run.stderr.replace(/^covtree: .*\n/gm, ''),
    }).toEqual({
      code: without.code,
      signal: without.signal,
      stderr: without.stderr,
    })
    expect(run.stdout).toContain('out\n')
  })

  test('passes stdin and the environment through', async () => {
    const project = createProject({
      'src/echo.js': `process.stdin.on('data', text => process.stdout.write(process.env.WORD + String(text)))\n`,
    })
    const child = startCovtree(project, ['run', ...json, 'node', 'src/echo.js'], { env: { WORD: 'say ' } })
    child.stdin!.end('hello\n')
    expect((await finish(child)).stdout).toContain('say hello\n')
    expect(countsOf(project.file('src/echo.js')).functions).toEqual({ '(anonymous_0)': 1 })
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const)(
    'passes %s on, once, and waits for a graceful end',
    async signal => {
      const project = createProject({
        'src/server.js': `let count = 0
process.on('${signal}', () => {
  console.log('got ' + ++count)
  setImmediate(() => process.exit(5))
})
setInterval(() => {}, 1000)
console.log('ready')
`,
      })
      const child = startCovtree(project, ['run', ...json, '--', 'node', 'src/server.js'])
      const end = finish(child)
      await waitFor(child, 'ready')
      child.kill(signal)
      const run = await end
      expect(run).toMatchObject({ code: 5, signal: null, stderr: '' })
      expect(run.stdout).toContain('ready\ngot 1\nSubprocesses : 1 counted, 0 lost\n')
      expect(countsOf(project.file('src/server.js')).lines[3]).toBe(1)
    },
  )

  test('counts a command that dies of a signal it does not handle, and dies of it too', async () => {
    const project = createProject({ 'src/idle.js': `setInterval(() => {}, 1000)\nconsole.log('ready')\n` })
    const child = startCovtree(project, ['run', ...json, '--', 'node', 'src/idle.js'])
    const end = finish(child)
    await waitFor(child, 'ready')
    child.kill('SIGTERM')
    expect(await end).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' })
    expect(countsOf(project.file('src/idle.js')).lines).toEqual({ 1: 1, 2: 1 })
  })

  test('Ctrl-C on a terminal reaches the command once; covtree still reports', async () => {
    const project = createProject({
      'src/server.js': `let count = 0
process.on('SIGINT', () => {
  console.log('got ' + ++count)
  setTimeout(() => process.exit(5), 300)
})
setInterval(() => {}, 1000)
console.log('ready')
`,
    })
    // `script` gives its command a terminal of its own, and its stdin is that terminal's keyboard. `exec`: dash would die of
    // the Ctrl-C, and its end would be what `script` tells.
    const cli = join(project.root, 'node_modules/covtree/dist/cli/index.js')
    const command = `exec '${nodeBinary}' '${cli}' run --reporter json -- '${nodeBinary}' src/server.js`
    const child = startProgram(project, 'script', ['-qec', command, '/dev/null'], {
      env: { SHELL: '/bin/sh' },
    })
    const end = finish(child)
    await waitFor(child, 'ready')
    child.stdin!.write('\x03')
    const run = await end
    expect(run.stdout.replaceAll('\r', '')).toContain('got 1\nSubprocesses : 1 counted, 0 lost\n')
    expect(run.stdout).not.toContain('got 2')
    expect(run.code).toBe(5)
  })

  test('leaves nothing behind unless asked to', async () => {
    const project = createProject({ ...files, 'temporary/keep': '' })
    const env = { TMPDIR: join(project.root, 'temporary') }
    await covtree(project, ['run', ...json, '--', 'node', 'src/main.js', '1'], { env })
    expect(readdirSync(env.TMPDIR)).toEqual(['keep'])
    expect(existsSync(join(project.root, '.covtree'))).toBe(false)
  })

  test('--all reports files that nobody ran; tests are not reported', async () => {
    const project = createProject(files)
    await covtree(project, ['run', ...json, '--all', '--', 'node', 'src/main.js', '1'])
    expect(countsOf(project.file('src/unused.js'))).toEqual({
      lines: { 1: 0 },
      functions: { '(anonymous_0)': 0 },
      branches: [],
    })
    expect(Object.keys(project.coverage()).filter(path => path.includes('test'))).toEqual([])
  })

  test('--include and --exclude choose files by globs, folders and names', async () => {
    const project = createProject(files)
    await covtree(project, [
      'run',
      ...json,
      '--include',
      'src',
      '--exclude',
      '**/double.*',
      '--',
      'node',
      'src/main.js',
    ])
    expect(Object.keys(project.coverage())).toEqual([join(project.root, 'src/main.js')])
  })

  test('--check makes a command that succeeded fail, and keeps the exit code of one that failed', async () => {
    const project = createProject({
      ...files,
      'src/fail.js': 'process.exitCode = 9\nif (process.exitCode === 8) console.log(1)\n',
    })
    const missed = await covtree(project, [
      'run',
      '--reporter',
      'none',
      '--check',
      'lines=100',
      '--',
      'node',
      'src/main.js',
      '1',
    ])
    expect(missed.code).toBe(1)
    expect(missed.stderr).toBe('covtree: lines of all files: 80 % is below the threshold of 100 %\n')
    const perFile = ['--check', 'lines=100', '--per-file']
    const first = await covtree(project, [
      'run',
      '--reporter',
      'none',
      ...perFile,
      '--',
      'node',
      'src/main.js',
      '1',
    ])
    expect(first.stderr).toBe('covtree: lines of src/main.js: 75 % is below the threshold of 100 %\n')
    const met = await covtree(project, [
      'run',
      '--reporter',
      'none',
      '--check',
      '50',
      '--',
      'node',
      'src/main.js',
      '1',
    ])
    expect(met).toMatchObject({ code: 0, stderr: '' })
    const failed = await covtree(project, [
      'run',
      '--reporter',
      'none',
      '--check',
      '100',
      '--',
      'node',
      'src/fail.js',
    ])
    expect(failed.code).toBe(9)
  })

  test('writes all reports of istanbul-reports', async () => {
    const project = createProject(files)
    const names = ['html', 'lcov', 'cobertura', 'clover', 'json-summary', 'text-summary']
    const run = await covtree(project, [
      'run',
      '-r',
      names.join(','),
      '-o',
      'out',
      '--',
      'node',
      'src/main.js',
    ])
    expect(run.stdout).toContain('Coverage summary')
    expect(readdirSync(join(project.root, 'out')).sort()).toEqual(
      expect.arrayContaining([
        'clover.xml',
        'cobertura-coverage.xml',
        'coverage-summary.json',
        'index.html',
        'lcov.info',
      ]),
    )
    expect(readFileSync(join(project.root, 'out/lcov.info'), 'utf8')).toContain('DA:2,1')
  })

  test('names processes by --context', async () => {
    const project = createProject(files)
    await covtree(project, ['run', ...json, '-k', '--context', 'nightly', '--', 'node', 'src/main.js'])
    const folder = join(project.root, '.covtree')
    const contexts = readdirSync(folder)
      .filter(name => name.startsWith('data-'))
      .map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')).covtree.process.context)
    // A process that waits for its child may have written in between: two processes, two files or more.
    expect(contexts.length).toBeGreaterThan(1)
    expect(new Set(contexts)).toEqual(new Set(['nightly']))
  })

  test('counts TypeScript with the structure of its source, whatever ran it', async () => {
    const source = `interface Pair { a: number; b: number }
export const add = (pair: Pair): number => {
  if (pair.a > 100) return 0
  return pair.a + pair.b
}
console.log(add({ a: 1, b: 2 }))
`
    const project = createProject({ 'src/add.ts': source })
    const run = await covtree(project, ['run', ...json, '--', 'node', '--import', 'tsx', 'src/add.ts'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(countsOf(project.file('src/add.ts'))).toEqual({
      lines: { 2: 1, 3: 1, 4: 1, 6: 1 },
      functions: { '(anonymous_0)': 1 },
      branches: [[0, 1]],
    })
    const statements = Object.values(project.file('src/add.ts').s)
    expect(statements).toEqual([1, 1, 0, 1, 1])
  })
})

test.skipIf(process.platform === 'win32')(
  'a script that is a FIFO blocks neither its process nor the report (needs mkfifo)',
  async () => {
    const project = createProject({ 'src/other.js': 'export const other = 1\n' })
    execFileSync('mkfifo', [join(project.root, 'src/fifo.cjs')])
    const command = "echo 'console.log(1)' > src/fifo.cjs & node ./src/fifo.cjs"
    const run = await covtree(project, ['run', ...json, '--', 'sh', '-c', command])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('0 counted, 1 with nothing to count, 0 lost')
  },
)

describe('a signal', () => {
  const server = `let count = 0
process.on('SIGTERM', () => {
  console.log('got ' + ++count)
  setTimeout(() => process.exit(5), 300)
})
setInterval(() => {}, 1000)
console.log('ready')
`

  test.for(['group', 'covtree'])('to the %s without a terminal reaches the command once', async whom => {
    const project = createProject({ 'src/server.js': server })
    const child = startCovtree(project, ['run', ...json, '--', 'node', 'src/server.js'], { detached: true })
    const end = finish(child)
    await waitFor(child, 'ready')
    process.kill(whom === 'group' ? -child.pid! : child.pid!, 'SIGTERM')
    const run = await end
    expect(run).toMatchObject({ code: 5, stderr: '' })
    expect(run.stdout).toContain('ready\ngot 1\nSubprocesses : 1 counted, 0 lost\n')
  })
})

test('a reader that closes the output early leaves no stack trace', async () => {
  const project = createProject(files)
  const cli = join(project.root, 'node_modules/covtree/dist/cli/index.js')
  const command = `'${nodeBinary}' '${cli}' run --reporter text -- '${nodeBinary}' src/main.js 2>&1 1>&3 | cat; exit 0`
  const run = await finish(startProgram(project, 'bash', ['-c', `{ ${command}; } 3> >(head -1 > /dev/null)`]))
  expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' })
})

test.skipIf(process.platform === 'win32')('a process that masks all file modes is counted', async () => {
  const project = createProject({ 'src/masks.cjs': 'process.umask(0o777)\nfunction ran() {}\nran()\n' })
  const args = [
    'node_modules/covtree/dist/cli/index.js',
    'run',
    '--include=src',
    ...json,
    '--',
    nodeBinary,
    'src/masks.cjs',
  ]
  // Root reads any file, unless it gives up that capability.
  const [program, ...rest] =
    process.getuid?.() === 0
      ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', nodeBinary, ...args]
      : [nodeBinary, ...args]
  const run = await finish(startProgram(project, program!, rest))
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain('1 counted, 0 lost')
})
