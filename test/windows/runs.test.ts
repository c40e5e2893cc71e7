import { expect, test } from 'vitest'
import { createWindowsProject } from './windows.ts'

/** Starts the same program in each way, one after the other. */
const starts = `
const { execFileSync, execSync, fork, spawn } = require('node:child_process')
const { once } = require('node:events')
const { Worker } = require('node:worker_threads')
const node = process.execPath
async function main() {
  await once(spawn(node, ['src/work.cjs']), 'close')
  await once(fork('src/work.cjs'), 'close')
  execFileSync(node, ['src/work.cjs'], { env: { SystemRoot: process.env.SystemRoot } })
  execSync(\`"\${node}" src/work.cjs\`)
  await once(new Worker('./src/work.cjs'), 'exit')
  await once(new Worker('./src/work.cjs', { env: {} }), 'exit')
}
main()
`

test('counts processes and threads in whatever way they are started', async () => {
  const project = createWindowsProject({
    'start.cjs': starts,
    'src/work.cjs': 'function work() { return 6 * 7 }\nwork()\n',
  })
  const run = await project.covtree(['run', '--include=src', '--reporter=json', '--', 'node', 'start.cjs'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain('0 lost')
  const { f, s } = project.file('src/work.cjs')
  expect([Object.values(f), Object.values(s)]).toEqual([[6], [6, 6]])
})
