import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { configWith, createProject, type Project } from './project.ts'
import { nodeBinary } from './toolchain.ts'

/** A child whose modules only it loads, and a compiler that takes 400 ms for each of them. */
const files = {
  // With `include`, Vitest itself would have them compiled before.
  'vitest.config.ts': configWith('include: undefined, subprocess: true').replace(
    'covtree()',
    `covtree(), {
    name: 'slow',
    async transform(_, id) {
      if (/part-\\d/.test(id)) await new Promise(resolve => setTimeout(resolve, 400))
    },
  }`,
  ),
  ...Object.fromEntries([1, 2, 3, 4].map(n => [`src/part-${n}.js`, `console.log(${n})\n`])),
  'src/main.js': [1, 2, 3, 4].map(n => `import './part-${n}.js'\n`).join(''),
  'test/main.test.js': `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('a child', () => void execFileSync(process.execPath, ['src/main.js']))
`,
}
const line = 'covtree: combining 0 of 1 processes'

/** Runs Vitest in a terminal of its own, and tells all that appeared there. */
function runInTerminal({ root }: Project): Promise<string> {
  const command = `exec '${nodeBinary}' '${join(root, 'node_modules/vitest/vitest.mjs')}' run --coverage`
  const env: NodeJS.ProcessEnv = { ...process.env, SHELL: '/bin/sh', CI: '' }
  for (const name of Object.keys(env)) if (/^(VITEST|TEST$|NODE_ENV$|COVTREE_)/.test(name)) delete env[name]
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: root, env, stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text
    })
    child.on('error', reject)
    child.on('close', () => resolve(output))
  })
}

test.skipIf(process.platform === 'win32')(
  'combining that takes over a second is seen on a terminal, until it is done',
  async () => {
    const output = await runInTerminal(createProject(files))
    expect(output).toContain(`\r${line}\x1b[K`)
    // The next writer, covtree or Vitest's summary, first clears the line.
    const last = output.slice(output.lastIndexOf(line)).replaceAll(/.\[\?2026[hl]/g, '')
    expect(last.replace('\r\r', '\r').startsWith(`${line}\x1b[K\r\x1b[K`)).toBe(true)
    expect(last).toContain('Subprocesses : 1 counted, 0 lost')
  },
)

test('combining that takes over a second gives the log of a CI a line, and nothing else', async () => {
  const inCi = await createProject(files).vitest(['run', '--coverage'], { CI: 'true' })
  expect(inCi.stderr).toBe(`${line}\n`)
  expect(inCi.stdout).toContain('Subprocesses : 1 counted, 0 lost')
  const piped = await createProject(files).run()
  expect(piped.stderr).toBe('')
  expect(piped.exitCode).toBe(0)
})
