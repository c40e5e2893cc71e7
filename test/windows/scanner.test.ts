import { expect, test } from 'vitest'
import { createWindowsProject, startProgram } from './windows.ts'

/** Starts children in turns of six. */
const parent = `
const { spawn } = require('node:child_process')
const { once } = require('node:events')
async function main() {
  for (let turn = 0; turn < Number(process.argv[2]) / 6; turn++)
    await Promise.all(Array.from({ length: 6 }, () => once(spawn(process.execPath, ['src/work.cjs']), 'close')))
}
main()
`

test('loses no process beside a virus scanner, and fails no run', async () => {
  const project = createWindowsProject({
    'parent.cjs': parent,
    'src/work.cjs': 'function work() { return 6 * 7 }\nwork()\n',
    'temp/.keep': '',
  })
  const temp = `${project.windowsRoot}\\temp`
  const env = { TEMP: temp, TMP: temp }
  // Holds each file for 15 ms; 10 minutes: the end of the test ends it.
  startProgram(project.root, 'C:\\scanner.exe', [temp, '15', '600000'])
  const args = ['run', '--include=src', '--reporter=json', '--', 'node', 'parent.cjs', '60']
  const run = await project.covtree(args, env)
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(run.stdout).toContain('60 counted, 1 with nothing to count, 0 lost')
  expect(Object.values(project.file('src/work.cjs').f)).toEqual([60])
  for (let i = 0; i < 4; i++) {
    const empty = await project.covtree(['run', '--reporter=none', '--', 'node', '-e', '0'], env)
    expect(empty).toMatchObject({ code: 0, stderr: '' })
  }
})
