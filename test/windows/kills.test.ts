import { expect, test } from 'vitest'
import { createWindowsProject } from './windows.ts'

const server = `function ran() {}
require('node:net').createServer().listen(0, '127.0.0.1', () => {
  ran()
  console.log('ready')
})
`

/** `ready` starts a server and resolves when it listens; each kind ends one. */
const prelude = `const cp = require('node:child_process')
const { once } = require('node:events')
const node = process.execPath
async function ready(options = {}, file = 'src/server.cjs') {
  const child = cp.spawn(node, [file], options)
  child.on('error', () => {})
  await once(child.stdout, 'data')
  return child
}
const ended = child => child.exitCode !== null || child.signalCode !== null ? undefined : once(child, 'exit')
`

/** A time limit within which Wine has started a server, in ms. */
const limit = 15_000

const kinds: Record<string, string> = {
  'child.kill()': 'const child = await ready(); child.kill(); await ended(child)',
  'child.kill by SIGKILL': `const child = await ready(); child.kill('SIGKILL'); await ended(child)`,
  'child.kill by SIGINT': `const child = await ready(); child.kill('SIGINT'); await ended(child)`,
  'process.kill': 'const child = await ready(); process.kill(child.pid); await ended(child)',
  'process.kill by SIGKILL': `const child = await ready(); process.kill(child.pid, 'SIGKILL'); await ended(child)`,
  'an AbortSignal':
    'const controller = new AbortController(); const child = await ready({ signal: controller.signal }); controller.abort(); await ended(child)',
  maxBuffer: 'await new Promise(done => cp.execFile(node, ["src/server.cjs"], { maxBuffer: 1 }, done))',
  'taskkill as a command':
    'const child = await ready(); cp.spawnSync("taskkill", ["/F", "/PID", String(child.pid)]); await ended(child)',
  'taskkill in a shell':
    'const child = await ready(); cp.execSync("taskkill /f /pid " + child.pid); await ended(child)',
}

/** Runs beside the others. */
const limits: Record<string, string> = {
  'the timeout of spawn': `await ended(await ready({ timeout: ${limit} }))`,
  'the timeout of execFile': `await new Promise(done => cp.execFile(node, ["src/server.cjs"], { timeout: ${limit} }, done))`,
}

test('each kind of kill of an idle server is counted', async () => {
  const turn = (kind: string) => `async () => { ${kind} }`
  const turns = [...Object.values(kinds), ...Object.values(limits)]
  const project = createWindowsProject({
    'src/server.cjs': server,
    'main.cjs': `${prelude}
for (const act of [${Object.values(limits).map(turn).join(',\n')}]) act()
const turns = [${Object.values(kinds).map(turn).join(',\n')}]
// Two at a time: most of a start is one thread's.
const work = async () => { for (let act; (act = turns.shift()); ) await act() }
work()
work()
`,
  })
  const run = await project.covtree([
    'run',
    '--include=src',
    '--reporter=json',
    '--ask-timeout=5000',
    '--',
    'node',
    'main.cjs',
  ])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain(' 0 lost')
  const { fnMap, f } = project.file('src/server.cjs')
  const [ran] = Object.keys(fnMap).filter(id => fnMap[id]!.name === 'ran')
  expect(f[ran!]).toBe(turns.length)
})

test('servers that are killed when they say that they listen are counted', async () => {
  const project = createWindowsProject({
    'src/server.cjs': server,
    'main.cjs': `${prelude}async function main() {
  for (let i = 0; i < 5; i++) {
    const child = await ready()
    child.kill()
    await ended(child)
  }
}
main()`,
  })
  const run = await project.covtree(['run', '--include=src', '--reporter=json', '--', 'node', 'main.cjs'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain(' 0 lost')
})

test('a busy process is counted, and servers that still run at the report', async () => {
  const project = createWindowsProject({
    'src/busy.cjs': `function ran() {}
require('node:net').createServer().listen(0, '127.0.0.1', () => {
  ran()
  console.log('ready')
  // Time for the helper thread.
  setTimeout(() => { console.log('busy'); for (;;) Math.random() }, 3000)
})
`,
    'src/server.cjs': server,
    'main.cjs': `${prelude}async function main() {
  const options = { detached: true, stdio: ['ignore', 'pipe', 'ignore'] }
  await ready(options)
  const shell = cp.spawn('cmd', ['/c', node, 'src/server.cjs'], options)
  await once(shell.stdout, 'data')
  shell.kill()
  await ended(shell)
  const child = await ready({}, 'src/busy.cjs')
  await once(child.stdout, 'data')
  const start = performance.now()
  child.kill()
  await ended(child)
  process.exit(performance.now() - start < 5000 ? 0 : 5)
}
main()`,
  })
  const args = ['run', '--include=src', '--reporter=json', '--ask-timeout=5000', '--', 'node', 'main.cjs']
  const run = await project.covtree(args)
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain('2 still running (counted up to now), 0 lost')
  for (const [name, count] of [
    ['src/server.cjs', 2],
    ['src/busy.cjs', 1],
  ] as const) {
    const { fnMap, f } = project.file(name)
    const [ran] = Object.keys(fnMap).filter(id => fnMap[id]!.name === 'ran')
    expect(f[ran!], name).toBe(count)
  }
})
