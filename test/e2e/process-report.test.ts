import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ProcessReport, ReportedProcess } from '../../src/report/content/model.ts'
import { configWith, createProject, type Project } from './project.ts'

const files = {
  'src/cli.js': `import { spawnSync } from 'node:child_process'
import { double } from './lib.js'
if (process.argv[2] === 'grandchild') {
  spawnSync(process.execPath, ['src/lib.js'])
}
console.log(double(2))
`,
  'src/lib.js': `export function double(n) {
  return n * 2
}
export function unused() {
  return 0
}
`,
  'test/cli.test.js': `import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
const run = (...args) => execFileSync(process.execPath, ['src/cli.js', ...args], { encoding: 'utf8' })
describe('the CLI', () => {
  test('doubles', () => expect(run()).toBe('4\\n'))
  test('starts another', () => expect(run('grandchild', '--token=hunter2')).toBe('4\\n'))
})
`,
}

/** Dies of a SIGKILL that no wrapped function sends: nobody could have asked it for its data. */
const lostFiles = {
  'src/dies.js': `import { execSync } from 'node:child_process'
execSync('kill -9 ' + process.pid)
`,
  'test/lost.test.js': `import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
test('dies', () => expect(spawnSync(process.execPath, ['src/dies.js']).signal).toBe('SIGKILL'))
`,
}

const readReport = (project: Project): ProcessReport =>
  JSON.parse(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8'))

const nameOf = ({ argv }: ReportedProcess) =>
  argv
    .slice(1)
    .join(' ')
    .replace(/^.*\/src\//, '')

describe('after the coverage table', () => {
  test('one line says how many processes were counted', async () => {
    const project = createProject({ ...files, 'vitest.config.ts': configWith() })
    const { stdout, stderr } = await project.run()
    expect(stderr).toBe('')
    const lines = stdout.trimEnd().split('\n')
    expect(lines.at(-1)).toBe('Subprocesses : 3 counted, 0 lost')
    expect(lines.findIndex(line => line.startsWith('All files'))).toBeGreaterThan(0)
    expect(existsSync(join(project.root, 'coverage/subprocess'))).toBe(false)
  })

  test('a lost process is named with its test, the reason and where to read on', async () => {
    const project = createProject({ ...files, ...lostFiles, 'vitest.config.ts': configWith() })
    const { stdout, exitCode } = await project.run()
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Subprocesses : 3 counted, 1 lost\n')
    expect(stdout).toMatch(
      /\n {2}lost: node src\/dies\.js \(pid \d+, test\/lost\.test\.js > dies\): killed by SIGKILL, not sent by a test\n/,
    )
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(
      ' node_modules/covtree/docs/messages.md#lost-processes',
    )
  })

  test('a run that starts nothing, or nothing of the report, says so and what to do', async () => {
    const project = createProject({
      ...files,
      'test/other.test.js': `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('starts nothing', () => {})
test('starts nothing of the report', () => void execFileSync(process.execPath, ['-e', '1']))
`,
      'vitest.config.ts': configWith(),
    })
    const nothing = await project.run('test/other.test.js', '-t', 'starts nothing$')
    expect(nothing.stdout.trimEnd().split('\n').at(-1)).toBe(
      'Subprocesses : 0 counted, 0 lost: none was started; if one was, `npx covtree doctor` finds out more',
    )
    const other = await project.run('test/other.test.js')
    expect(other.stdout).toContain('Subprocesses : 0 counted, 1 with nothing to count, 0 lost\n')
    expect(other.stdout.trimEnd().split('\n').at(-1)).toContain(
      ' node_modules/covtree/docs/messages.md#nothing-to-count',
    )
  })

  test('with failOnLost the run fails and says why', async () => {
    const project = createProject({
      ...files,
      ...lostFiles,
      'vitest.config.ts': configWith('subprocess: { failOnLost: true }'),
    })
    const run = await project.run()
    expect(run.exitCode).toBe(1)
    expect(run.stderr).toContain('`coverage.subprocess.failOnLost` is set (lost-processes)')
    expect((await project.run('test/cli.test.js')).exitCode).toBe(0)
  })

  test('with tree each process stands below its test and its parent', async () => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: { tree: true }'),
    })
    const { stdout } = await project.run()
    const tree = stdout
      .slice(stdout.indexOf('Subprocesses'))
      .replace(/\d+ ms|\d+\.\d s/g, 'TIME')
      .trimEnd()
      .split('\n')
    expect(tree.slice(1)).toEqual([
      'test/cli.test.js > the CLI > doubles',
      '└─ node src/cli.js  [exit 0 · TIME · 3 lines]',
      'test/cli.test.js > the CLI > starts another',
      '└─ node src/cli.js grandchild --token=***  [exit 0 · TIME · 4 lines, 1 only here]',
      '   └─ node src/lib.js  [exit 0 · TIME · 0 lines]',
    ])
  })
})

describe('coverage/subprocess.json', () => {
  test('lists all processes, without secrets', async () => {
    const project = createProject({ ...files, ...lostFiles, 'vitest.config.ts': configWith() })
    await project.run()
    const report = readReport(project)
    expect(report.version).toBe(1)
    expect(report.root).toBe(project.root)
    expect(report.summary).toEqual({
      counted: 3,
      'counted-until': 0,
      'still-running': 0,
      lost: 1,
      'nothing-to-count': 0,
    })
    const byName = Object.fromEntries(report.processes.map(process => [nameOf(process), process]))
    const child = byName['cli.js grandchild --token=***']!
    const grandchild = byName['lib.js']!
    expect(child).toMatchObject({
      ppid: expect.any(Number),
      threadId: 0,
      cwd: '.',
      context: 'test/cli.test.js > the CLI > starts another',
      end: { code: 0 },
      state: 'counted',
    })
    expect(grandchild).toMatchObject({ parent: child.id, ppid: child.pid, context: child.context })
    expect(byName['dies.js']).toMatchObject({
      state: 'lost',
      reason: 'killed by SIGKILL, not sent by a test',
    })
    expect(readFileSync(join(project.root, 'coverage/subprocess.json'), 'utf8')).not.toContain('hunter2')
    expect(report.processes.map(process => process.startTime)).toEqual(
      report.processes.map(process => process.startTime).sort((a, b) => a - b),
    )
  })

  test('keeps who ran which line with contexts', async () => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: { contexts: true }'),
    })
    await project.run()
    const { files: reported, contexts } = readReport(project)
    const cli = reported!.find(file => file.path === 'src/cli.js')!
    expect(cli).toMatchObject({ lines: '3-4,6', testWorkers: '', processes: '3-4,6' })
    const byLines = Object.fromEntries(
      cli.sets!.map(set => [set.lines, set.contexts.map(index => contexts![index])]),
    )
    expect(byLines).toEqual({
      '3,6': ['test/cli.test.js > the CLI > doubles'],
      '3-4,6': ['test/cli.test.js > the CLI > starts another'],
    })
  })

  test('takes out what redact names, and keeps all with redact: false', async () => {
    const secret = {
      ...files,
      'test/cli.test.js': `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('x', () => void execFileSync(process.execPath, ['src/cli.js', 'internal-4711', 'password=hunter2', 'https://me:pw@host/x']))
`,
    }
    const argvWith = async (redact: string) => {
      const project = createProject({
        ...secret,
        'vitest.config.ts': configWith(`subprocess: { redact: ${redact} }`),
      })
      await project.run()
      return readReport(project).processes[0]!.argv.slice(2)
    }
    expect(await argvWith('[/internal-\\d+/]')).toEqual(['***', 'password=***', 'https://***@host/x'])
    expect(await argvWith('false')).toEqual(['internal-4711', 'password=hunter2', 'https://me:pw@host/x'])
  })
})

describe('the page', () => {
  test('comes with the html reporter and is linked from its index', async () => {
    const project = createProject({ ...files, 'vitest.config.ts': configWith() })
    const { stdout } = await project.run('--coverage.reporter=html')
    expect(stdout).toContain('Subprocesses : 3 counted, 0 lost, see coverage/subprocess/index.html')
    const index = readFileSync(join(project.root, 'coverage/index.html'), 'utf8')
    expect(index).toContain('<a href="subprocess/index.html">')
    expect(readFileSync(join(project.root, 'coverage/subprocess/index.html'), 'utf8')).toContain('src/cli.js')
  })
})

describe('on GitHub Actions', () => {
  const runThere = async (subprocess: string) => {
    const project = createProject({
      ...files,
      ...lostFiles,
      'vitest.config.ts': configWith(`subprocess: ${subprocess}`),
    })
    const summary = join(project.root, 'summary.md')
    writeFileSync(summary, '## Before\n')
    const run = await project.vitest(['run', '--coverage', '--reporter=default'], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
    })
    return { run, summary: readFileSync(summary, 'utf8') }
  }

  test('a job summary is added and a lost process annotated', async () => {
    const { run, summary } = await runThere('true')
    expect(summary).toContain('## Before\n### Subprocesses\n')
    expect(summary).toContain('| counted | lost |')
    expect(summary).toContain('<code>node src/dies.js</code>')
    expect(run.stdout).toMatch(
      /\n::warning file=test\/lost\.test\.js,title=Subprocess not counted::lost: node src\/dies\.js .*\(lost-processes\)\n/,
    )
  })

  test('jobSummary: false adds and annotates nothing', async () => {
    const { run, summary } = await runThere('{ jobSummary: false }')
    expect(summary).toBe('## Before\n')
    expect(run.stdout).not.toContain('::warning')
  })
})

describe('shards', () => {
  test('merged blobs give one process report of all shards', async () => {
    const project = createProject({
      ...files,
      ...lostFiles,
      'vitest.config.ts': configWith('subprocess: { contexts: true }'),
    })
    for (const shard of [1, 2])
      await project.run(`--shard=${shard}/2`, '--reporter=blob', `--outputFile=blobs/${shard}.json`)
    const { stdout } = await project.run('--merge-reports=blobs')
    expect(stdout).toContain('Subprocesses : 3 counted, 1 lost\n')
    const report = readReport(project)
    expect(report.summary).toMatchObject({ counted: 3, lost: 1 })
    expect(new Set(report.processes.map(process => process.shard))).toEqual(new Set(['1/2', '2/2']))
    expect(report.contexts).toContain('test/cli.test.js > the CLI > doubles')
    expect(report.files!.map(file => file.path)).toEqual(['src/cli.js', 'src/lib.js'])
  })
})

describe('secrets', () => {
  test('the data folder is its user’s alone', async () => {
    const project = createProject({
      ...files,
      'vitest.config.ts': configWith('subprocess: { keepData: true }'),
    })
    const { stdout } = await project.run()
    const folder = /data kept in (.*)/.exec(stdout)![1]!
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const mode = (path: string) => statSync(path).mode & 0o777
    expect(mode(folder)).toBe(0o700)
    const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name))
    expect(inside.length).toBeGreaterThan(3)
    for (const path of inside) expect(mode(path), path).toBe(statSync(path).isDirectory() ? 0o700 : 0o600)
  })
})
