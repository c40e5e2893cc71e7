import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const files = {
  'src/parent.js': `import { execFileSync } from 'node:child_process'
process.stdout.write(execFileSync(process.execPath, ['src/child.js', '--token=secret', '2']))
`,
  'src/child.js': `const value = Number(process.argv[3])
if (value > 1) {
  console.log('many')
}
`,
}
const readReport = (project: Project, folder = 'coverage') =>
  JSON.parse(readFileSync(join(project.root, folder, 'subprocess.json'), 'utf8'))

describe('the process report of the command line', () => {
  test('is a tree with --tree, and subprocess.json', async () => {
    const project = createProject(files)
    const run = await covtree(project, ['run', '-r', 'json', '--tree', 'node', 'src/parent.js'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    const [first, second] = run.stdout.split('\n')
    expect([first, second]).toEqual(['many', 'Subprocesses : 2 counted, 0 lost'])
    expect(run.stdout).toMatch(/node src\/parent\.js.*\n.*node src\/child\.js/)
    expect(run.stdout).not.toContain('secret')
    expect(readReport(project).processes).toMatchObject([
      { argv: [expect.anything(), join(project.root, 'src/parent.js')], coveredLines: 1, ownLines: 1 },
      { argv: expect.arrayContaining(['--token=***']), coveredLines: 3, ownLines: 3 },
    ])
  })

  test('is a page with the reporter html, or with --html', async () => {
    const project = createProject(files)
    const page = 'subprocess/index.html'
    const run = await covtree(project, ['run', '-r', 'html', '-k', 'node', 'src/parent.js'])
    expect(run.stdout).toContain(`Subprocesses : 2 counted, 0 lost, see coverage/${page}`)
    expect(readFileSync(join(project.root, 'coverage', page), 'utf8')).toContain('src/child.js')
    for (const [folder, flags, isThere] of [
      ['without', ['-r', 'html', '--no-html'], false],
      ['with', ['-r', 'json', '--html'], true],
    ] as const) {
      await covtree(project, ['report', ...flags, '-o', folder])
      expect(existsSync(join(project.root, folder, page))).toBe(isThere)
      expect(readReport(project, folder).processes).toHaveLength(2)
    }
  })

  test.for([
    [
      'for (;;) list.push(new Array(1e4).fill(list))',
      'was stopped or ran out of memory before it could write data',
    ],
    ["parentPort.postMessage('busy'); for (;;);", 'ended with its process before it could write data'],
  ])('says whether a lost thread ended alone or with its process: %s', async ([body, reason]) => {
    const project = createProject({
      'src/start.cjs': `const { Worker } = require('node:worker_threads')
const worker = new Worker(__dirname + '/thread.cjs', { resourceLimits: { maxOldGenerationSizeMb: 8 } })
worker.on('error', () => {})
worker.on('message', () => require('node:child_process').execSync('kill -9 ' + process.pid))
`,
      'src/thread.cjs': `const { parentPort } = require('node:worker_threads')
const list = []
${body}
`,
    })
    const run = await covtree(project, ['run', '-r', 'none', 'node', 'src/start.cjs'])
    expect(run.stdout).toMatch(new RegExp(`lost: thread 1 src/thread\\.cjs \\(pid \\d+\\): ${reason}`))
  })

  test('names lost processes below the root, and writes no file with the reporter none', async () => {
    const project = createProject({
      'src/lost.cjs': "require('node:child_process').execSync('kill -9 ' + process.pid)\n",
    })
    const run = await covtree(project, ['run', '-r', 'none', '--context', 'nightly', 'node', 'src/lost.cjs'])
    expect(run.signal).toBe('SIGKILL')
    expect(run.stdout).toMatch(
      /lost: node src\/lost\.cjs \(pid \d+, nightly\): killed by SIGKILL, not sent by a test/,
    )
    expect(existsSync(join(project.root, 'coverage'))).toBe(false)
  })
})
