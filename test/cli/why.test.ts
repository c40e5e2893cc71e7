import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configWith, createProject } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const files = {
  'src/cli.js': `import { shout } from './lib.js'
if (process.argv[2] === '--loud') {
  console.log(shout('hello'))
} else {
  console.log('hello')
}
`,
  'src/lib.js': `export function shout(text) {
  return text.toUpperCase()
}
export function whisper(text) {
  return text.toLowerCase()
}
`,
  'test/cli.test.js': `import { spawnSync } from 'node:child_process'
import { beforeAll, describe, test } from 'vitest'
import { whisper } from '../src/lib.js'
const run = (...args) => void spawnSync(process.execPath, ['src/cli.js', ...args])
describe('the CLI', () => {
  beforeAll(() => run())
  test('is loud', () => run('--loud'))
  test('is quiet', () => void whisper('x'))
})
`,
}

async function createRun(contexts = true) {
  const project = createProject({
    ...files,
    'vitest.config.ts': configWith(`subprocess: { contexts: ${contexts} }`),
  })
  expect((await project.run()).exitCode).toBe(0)
  return project
}

describe('covtree why', () => {
  test('lists the tests and hooks whose processes ran a line', async () => {
    const project = await createRun()
    const why = (place: string) => covtree(project, ['why', place])

    expect(await why('src/cli.js:3')).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: `src/cli.js:3 was run through processes of 1 test or hook; no test worker ran it itself.
  test/cli.test.js > the CLI > is loud
`,
    })
    expect((await why('./src/cli.js:2:5')).stdout).toBe(
      `src/cli.js:2 was run through processes of 2 tests and hooks; no test worker ran it itself.
  test/cli.test.js > the CLI > (beforeAll)
  test/cli.test.js > the CLI > is loud
`,
    )
    expect((await why('cli.js')).stdout).toBe(
      `src/cli.js was run through processes of 2 tests and hooks; no test worker ran it itself.
  test/cli.test.js > the CLI > (beforeAll)  (lines 2, 5)
  test/cli.test.js > the CLI > is loud  (lines 2-3)
`,
    )
  })

  test('does not say that no process ran a file, where a process was lost', async () => {
    const project = createProject({ 'src/other.js': '', 'coverage/.keep': '' })
    const lost = { argv: [process.execPath, join(project.root, 'src/busy.js')], threadId: 0, state: 'lost' }
    const report = { version: 1, root: project.root, contexts: [], files: [], processes: [lost] }
    const path = join(project.root, 'coverage/subprocess.json')
    writeFileSync(path, JSON.stringify(report))
    const { code, stdout, stderr } = await covtree(project, ['why', 'src/other.js'])
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout:
        'No counted process ran a line of src/other.js; unknown: 1 process was lost (node src/busy.js).\n',
      stderr: '',
    })
  })

  test('says when no process ran a line, and when no statement begins there', async () => {
    const project = await createRun()
    const why = (place: string) => covtree(project, ['why', place])
    expect(await why('src/lib.js:5')).toMatchObject({
      code: 1,
      stdout: 'No process ran src/lib.js:5; test workers ran it themselves.\n',
    })
    expect(await why('src/cli.js:4')).toMatchObject({
      code: 1,
      stdout: 'No statement begins on src/cli.js:4: ask for line 3, where the statement before it begins.\n',
    })
    expect(await why('test/cli.test.js:1')).toMatchObject({
      code: 1,
      stdout: 'No process ran a line of test/cli.test.js.\n',
    })
  })

  test('says what is missing and how to get it', async () => {
    const project = await createRun(false)
    const why = async (...args: string[]) => {
      const { code, stderr } = await covtree(project, ['why', ...args])
      expect(code).toBe(2)
      return stderr
    }
    expect(await why('src/cli.js:3')).toContain(
      'coverage/subprocess.json does not say which process ran which line: run again with `--coverage.subprocess.contexts`',
    )
    expect(await why('--reports-dir', 'out', 'src/cli.js:3')).toContain(
      'No out/subprocess.json: make it with',
    )
    expect(await why()).toContain('write `covtree why src/a.ts:42`')
    const withContexts = await createRun()
    const mistyped = await covtree(withContexts, ['why', 'src/clu.js:3'])
    expect(mistyped.stderr).toContain('did you mean `src/cli.js`?')
    utimesSync(join(withContexts.root, 'src/cli.js'), new Date(), new Date(Date.now() + 60_000))
    expect((await covtree(withContexts, ['why', 'src/cli.js:3'])).stderr).toContain('(outdated-report)')
  })
})
