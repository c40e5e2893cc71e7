import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { nodeBinary, runBoth } from './run-process.ts'

const [major = 0, minor = 0] = execFileSync(nodeBinary, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  .split('.')
  .map(Number)
const isAtLeast = (wanted: string) => {
  const [first = 0, second = 0] = wanted.split('.').map(Number)
  return major > first || (major === first && minor >= second)
}

/** The first lines of each program that starts others. `child(args, options)` starts Node, shows all that is seen of it, and resolves at its end. */
const prelude = `const cp = require('node:child_process')
const { join } = require('node:path')
const node = process.execPath
const target = join(__dirname, 'target.cjs')
const load = 'require(' + JSON.stringify(target) + ')'
const show = (child, input) => new Promise(resolve => {
  let out = ''
  child.stdout?.on('data', data => { out += data })
  child.stderr?.on('data', data => { out += data })
  child.on('message', message => { out += 'message ' + JSON.stringify(message) })
  child.on('error', error => { out += error.stack + JSON.stringify(error) })
  child.on('close', (...end) => { console.log(out, end); resolve() })
  if (input !== undefined) child.stdin.end(input)
})
const run = (args, options) => show(cp.spawn(node, args, options))
const sync = (...args) => {
  const { pid, ...result } = cp.spawnSync(...args)
  console.log(String(result.stdout), String(result.stderr), result.status, result.signal, result.error && [result.error.stack, JSON.stringify(result.error)])
};
`
const target = `#!/usr/bin/env node
function ran() {}
ran()
console.log('target', process.argv.length)
`

interface Start {
  name: string
  program: string
  /** How often `ran` has to be counted. @default 1 */
  count?: number
  /** Oldest Node that can do it. */
  since?: string
}

const environments: Start[] = [
  { name: 'none given', program: 'run([target])' },
  { name: 'empty', program: 'run([target], { env: {} })' },
  { name: 'replaced', program: `run([target], { env: { PATH: '/bin', OWN: 'a=b=c' } })` },
  { name: 'NODE_OPTIONS emptied', program: `run([target], { env: { ...process.env, NODE_OPTIONS: '' } })` },
  {
    name: 'NODE_OPTIONS overridden',
    program: `run([target], { env: { ...process.env, NODE_OPTIONS: '--no-warnings --max-old-space-size=100' } })`,
  },
  {
    name: 'NODE_OPTIONS with quotes, spaces and backslashes',
    program: `run([target], { env: { NODE_OPTIONS: '--require "' + join(__dirname, 'a "b" \\\\ ü.cjs').replace(/[\\\\"]/g, '\\\\$&') + '"' } })`,
  },
  {
    name: 'NODE_OPTIONS that Node refuses',
    program: `run([target], { env: { NODE_OPTIONS: '--no-such' } })`,
    count: 0,
  },
  {
    name: 'NODE_OPTIONS with a quote without end',
    program: `run([target], { env: { NODE_OPTIONS: '--title="a' } })`,
    count: 0,
  },
  {
    name: 'deleted from process.env',
    program: `for (const name in process.env) delete process.env[name]; run([target])`,
  },
  { name: 'with a prototype', program: `run([target], { env: Object.create({ INHERITED: 1 }) })` },
  {
    name: 'with values that are not strings',
    program: `run([target], { env: { A: 1, B: null, C: undefined } })`,
  },
  { name: 'very long', program: `run([target], { env: { LONG: 'x'.repeat(100_000) } })` },
  {
    name: 'too long',
    program: `try { run([target], { env: { LONG: 'x'.repeat(3_000_000) } }) } catch (error) { console.log(error.message) }`,
    count: 0,
  },
  {
    name: 'switched off',
    program: `run([target], { env: { ...process.env, COVTREE_DATAFILE: '' } })`,
    count: 0,
  },
]

const commands: Start[] = [
  { name: '-e', program: `run(['-e', load])` },
  { name: '-p', program: `run(['-p', load + ', 1'])` },
  { name: '--input-type', program: `run(['--input-type=module', '-e', 'import ' + JSON.stringify(target)])` },
  { name: 'stdin', program: `show(cp.spawn(node), load)` },
  { name: 'stdin by -', program: `show(cp.spawn(node, ['-']), load)` },
  { name: '--require', program: `run(['--require', target, '-e', '0'])` },
  { name: '-r', program: `run(['-r', target, '-e', '0'])` },
  { name: '--import', program: `run(['--import', target, '-e', '0'])` },
  { name: '--loader', program: `run(['--no-warnings', '--loader', join(__dirname, 'loader.mjs'), target])` },
  { name: '--frozen-intrinsics', program: `run(['--no-warnings', '--frozen-intrinsics', target])` },
  { name: '--disable-proto=delete', program: `run(['--disable-proto=delete', target])` },
  { name: '--disable-proto=throw', program: `run(['--disable-proto=throw', target])` },
  {
    name: '--disallow-code-generation-from-strings',
    program: `run(['--disallow-code-generation-from-strings', target])`,
  },
  { name: '--pending-deprecation', program: `run(['--pending-deprecation', target])` },
  { name: '--throw-deprecation', program: `run(['--throw-deprecation', target])` },
  { name: '--jitless', program: `run(['--no-warnings', '--jitless', target])` },
  { name: '--enable-source-maps', program: `run(['--enable-source-maps', target])` },
  { name: '--no-addons', program: `run(['--no-addons', target])` },
  {
    name: '--test',
    program: `run(['--test', '--test-reporter', join(__dirname, 'reporter.mjs'), join(__dirname, 'a.test.cjs')])`,
  },
  { name: '--run', program: `run(['--run', 'target'], { cwd: __dirname })`, since: '22.1' },
  { name: '--check', program: `run(['--check', target])`, count: 0 },
  { name: '--version', program: `run(['--version'])`, count: 0 },
  { name: 'a file that is not there', program: `run([join(__dirname, 'gone.cjs')])`, count: 0 },
  { name: 'a syntax error', program: `run([join(__dirname, 'broken.cjs')])`, count: 0 },
  { name: 'an option that Node refuses', program: `run(['--no-such', target])`, count: 0 },
]

const ways: Start[] = [
  { name: 'spawnSync', program: `sync(node, [target])` },
  { name: 'spawnSync with input', program: `sync(node, ['-'], { input: load, env: {} })` },
  { name: 'execFileSync', program: `console.log(String(cp.execFileSync(node, [target], { env: {} })))` },
  { name: 'execSync', program: `console.log(String(cp.execSync('"' + node + '" "' + target + '"')))` },
  {
    name: 'exec with a callback',
    program: `cp.exec('"$NODE" "$TARGET"; exit 7', { env: { NODE: node, TARGET: target } }, (error, out) => console.log(error.message, error.code, error.cmd, out))`,
  },
  {
    name: 'a shell',
    program: `show(cp.spawn('"' + node + '" "' + target + '" && echo "$SHLVL" done', { shell: true }))`,
  },
  {
    name: 'a shell that clears NODE_OPTIONS by a wrapper of Node',
    program: `run(['-e', 'require("child_process").execFileSync(process.execPath, [process.argv[1]], { env: {}, stdio: "inherit" })', target])`,
  },
  { name: 'a shebang', program: `show(cp.spawn(target))` },
  { name: 'npm', program: `show(cp.spawn('npm run --silent target', { shell: true, cwd: __dirname }))` },
  {
    name: 'npx',
    program: `show(cp.spawn('npx --no-install --offline target-command', { shell: true, cwd: __dirname }))`,
  },
  { name: 'another folder', program: `run([target], { cwd: '/' })` },
  { name: 'argv0', program: `run([target], { argv0: 'other name' })` },
  {
    name: 'detached',
    program: `const child = cp.spawn(node, [target], { detached: true, stdio: 'ignore' }); child.on('exit', code => console.log(code))`,
  },
  { name: 'stdio inherit', program: `run([target], { stdio: 'inherit' })` },
  { name: 'stdio ignore', program: `run([target], { stdio: 'ignore' })` },
  {
    name: 'stdio by numbers',
    program: `const fd = require('fs').openSync(join(__dirname, 'out'), 'w'); run([target], { stdio: [0, fd, fd, 'pipe'] }).then(() => console.log(require('fs').readFileSync(join(__dirname, 'out'), 'utf8')))`,
  },
  {
    name: 'ipc',
    program: `run(['-e', load + ';process.send({ a: 1 });process.disconnect()'], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })`,
  },
  {
    name: 'advanced ipc',
    program: `run(['-e', load + ';process.send({ a: 1 });process.disconnect()'], { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })`,
  },
  { name: 'fork', program: `show(cp.fork(target, ['more'], { silent: true }))` },
  {
    name: 'fork with execArgv',
    program: `show(cp.fork(target, { silent: true, execArgv: ['--no-warnings'] }))`,
  },
  {
    name: 'fork with execPath and an empty environment',
    program: `show(cp.fork(target, { silent: true, execPath: process.env.RUNNER_NODE, env: {} }))`,
  },
  {
    name: 'fork with a signal',
    program: `show(cp.fork(target, { silent: true, signal: new AbortController().signal }))`,
  },
  { name: 'another Node', program: `show(cp.spawn(process.env.RUNNER_NODE, [target], { env: {} }))` },
  { name: 'uid and gid', program: `run([target], { uid: process.getuid(), gid: process.getgid() })` },
  {
    name: 'a great-grandchild',
    program: `run(['-e', 'require("child_process").spawn("/bin/sh", ["-c", "$0 $1", process.execPath, process.argv[1]], { env: {}, stdio: "inherit" })', target])`,
  },
  {
    name: 'Windows options',
    program: `run([target], { windowsHide: true, windowsVerbatimArguments: true })`,
  },
  { name: 'many at once', program: `Promise.all(Array.from({ length: 8 }, () => run([target])))`, count: 8 },
]

const failures: Start[] = [
  { name: 'ENOENT', program: `show(cp.spawn('no-such-program', ['a']))`, count: 0 },
  { name: 'ENOENT in a synchronous start', program: `sync('no-such-program', ['a'])`, count: 0 },
  {
    name: 'ENOENT in exec',
    program: `cp.execFile('no-such-program', (error, ...out) => console.log(error, out))`,
    count: 0,
  },
  { name: 'EACCES', program: `show(cp.spawn(join(__dirname, 'loader.mjs')))`, count: 0 },
  { name: 'EACCES in a synchronous start', program: `sync(join(__dirname, 'loader.mjs'))`, count: 0 },
  { name: 'a folder that is not there', program: `run([target], { cwd: '/no/such' })`, count: 0 },
  { name: 'nobody listens', program: `cp.spawn('no-such-program')`, count: 0 },
  {
    name: 'wrong arguments',
    program: `for (const args of [[1], [''], [node, 1], [node, [], 1], [node, ['\\0']], [node, [], { env: 1 }], [node, [], { stdio: 'no' }], [node, [], { env: { 'A': '\\0' } }]]) try { cp.spawn(...args).on('error', () => {}).kill() } catch (error) { console.log(error.stack) }`,
    count: 0,
  },
]

/** Where Node may not read a preload, it ends. */
const permissions: Start[] = [
  { name: 'that may read nothing', args: `[permission, '-e', 'console.log(1)']` },
  { name: 'whose flag comes last', args: `['-e', 'console.log(1)', permission]` },
  { name: 'that may read its program', args: `[permission, '--allow-fs-read=' + __dirname + '/*', target]` },
  { name: 'that may read all', args: `[permission, '--allow-fs-read=*', target]` },
].map(({ name, args }) => ({
  name,
  program: `const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission'
const args = ['--no-warnings', ...${args}]
sync(node, args)
run(args)`,
  count: 0,
}))

const cluster: Start[] = [
  { name: 'disconnect', program: clusterProgram('worker.disconnect()') },
  { name: 'worker.kill', program: clusterProgram('worker.kill()') },
  { name: 'worker.kill by SIGKILL', program: clusterProgram(`worker.kill('SIGKILL')`) },
  { name: 'worker.process.kill', program: clusterProgram('worker.process.kill()') },
  { name: 'worker.process.kill by SIGKILL', program: clusterProgram(`worker.process.kill('SIGKILL')`) },
  { name: 'process.exit in the worker', program: clusterProgram(`worker.send('exit')`) },
  { name: 'cluster.disconnect', program: clusterProgram('cluster.disconnect()') },
  { name: 'the end of the primary', program: clusterProgram('process.exit(4)') },
]

function clusterProgram(end: string): string {
  return `const cluster = require('node:cluster')
cluster.setupPrimary({ exec: join(__dirname, 'worker.cjs') })
const worker = cluster.fork({ OWN: 1 })
worker.on('message', () => { ${end} })
worker.on('exit', (...args) => console.log(args, worker.exitedAfterDisconnect))`
}

const files = {
  'target.cjs': target,
  'loader.mjs': 'export const resolve = (specifier, context, next) => next(specifier, context)\n',
  'reporter.mjs': `export default async function* (events) { for await (const { type, data } of events) if (/pass|fail/.test(type)) yield type + data.name }`,
  'a.test.cjs': `require('node:test').test('one', () => { require('./target.cjs') })\n`,
  'broken.cjs': 'const = 1\n',
  'worker.cjs': `${target.replace(/^#.*\n/, '')}process.on('message', () => process.exit(3))
require('node:net').createServer().listen(0, () => process.send('ready'))`,
  'a "b" \\ ü.cjs': '',
  'package.json':
    '{ "name": "p", "scripts": { "target": "node target.cjs" }, "bin": { "target-command": "target.cjs" } }',
}

describe.for([
  ['an environment', environments],
  ['a command line', commands],
  ['a way to start', ways],
  ['a start that fails', failures],
  ['a Node under --permission', permissions],
  ['node:cluster', cluster],
] as const)('%s', ([, starts]) => {
  test.for(starts.filter(({ since }) => !since || isAtLeast(since)))(
    '$name',
    async ({ program, count = 1 }) => {
      const root = writeProgram({ ...files, 'main.cjs': prelude + program })
      chmodSync(join(root, 'target.cjs'), 0o755)
      const env = { RUNNER_NODE: process.execPath, HOME: root, npm_config_update_notifier: 'false' }
      const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root, env })
      expect(counted).toEqual(bare)
      expect(data.count('ran') ?? 0).toBe(count)
      expect(data.leftovers).toEqual([])
    },
  )
})
