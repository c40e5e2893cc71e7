import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countsOf, createProject, type Project } from '../e2e/project.ts'
import { nodeBinary } from '../e2e/toolchain.ts'
import { covtree, finish, node, startProgram, waitFor } from './command-line.ts'

const files = {
  'src/main.js': `import { pick } from './pick.js'
for (const word of process.argv.slice(2)) console.log(pick(word))
`,
  'src/pick.js': `export function pick(word) {
  switch (word) {
    case 'a': return 1
    case 'b': return 2
    default: return word.length > 3 ? 3 : 4
  }
}
`,
}
const pickLines = (project: Project) => countsOf(project.file('src/pick.js')).lines
const runMain = (project: Project, flags: string[], ...words: string[]) =>
  covtree(project, ['run', ...flags, '--', 'node', 'src/main.js', ...words])
const dataFiles = (project: Project, folder = '.covtree') =>
  readdirSync(join(project.root, folder)).filter(name => name.startsWith('data-'))

/** The warning where src/pick.js differs from the text that ran. */
function otherVersion({ root }: Project): string {
  return `covtree: 1 file differs from the file that a process ran, and is left out (other-version)\n  ${join(root, 'src/pick.js')}\n`
}

describe('data that is kept', () => {
  test('is reported later, as often as wanted', async () => {
    const project = createProject(files)
    const run = await runMain(project, ['--no-report'], 'a', 'a', 'long')
    expect(run).toMatchObject({ code: 0, stdout: '1\n1\n3\n', stderr: '' })
    for (let times = 0; times < 2; times++) {
      const report = await covtree(project, ['report', '-r', 'json', '--check', '30'])
      expect(report).toMatchObject({ code: 0, stdout: 'Subprocesses : 1 counted, 0 lost\n', stderr: '' })
      expect(pickLines(project)).toEqual({ 2: 3, 3: 2, 4: 0, 5: 1 })
    }
  })

  test('holds one run, or with --append all of them', async () => {
    const project = createProject(files)
    await runMain(project, ['-k', '-r', 'none'], 'a')
    await runMain(project, ['-k', '-r', 'json'], 'b')
    expect(pickLines(project)).toEqual({ 2: 1, 3: 0, 4: 1, 5: 0 })
    await runMain(project, ['--append', '-r', 'json'], 'a')
    expect(pickLines(project)).toEqual({ 2: 2, 3: 1, 4: 1, 5: 0 })
  })

  test('is removed by erase, and nothing else is', async () => {
    const project = createProject({ ...files, 'kept/notes.txt': 'mine', 'kept/data-set.json': '{}' })
    await runMain(project, ['--data-dir', 'kept', '-r', 'none'], 'a')
    await runMain(project, ['-k', '-r', 'none'], 'a')
    expect((await covtree(project, ['erase', 'kept', '.covtree'])).stdout).toBe(
      'Removed 1 data file from kept.\nRemoved 1 data file from .covtree.\n',
    )
    expect(readdirSync(join(project.root, 'kept')).sort()).toEqual(['data-set.json', 'notes.txt'])
    expect(existsSync(join(project.root, '.covtree'))).toBe(false)
    expect(await covtree(project, ['erase'])).toMatchObject({ code: 0, stdout: 'No data in .covtree.\n' })
  })

  test('whose parts several processes share is whole after combining, of a folder and of a single file', async () => {
    const parts = Array.from({ length: 30 }, (_, i) => `src/parts/number-${i}.js`)
    const project = createProject({
      ...Object.fromEntries(parts.map(name => [name, 'export const run = n => (n > 1 ? n : 0)\n'])),
      'src/main.js': parts
        .map((name, i) => `import { run as run${i} } from './${name.slice(4)}'\nrun${i}(process.argv[2])\n`)
        .join(''),
    })
    const armsOf = () => countsOf(project.file('src/parts/number-7.js')).branches
    await runMain(project, ['--no-report', '--data-dir', 'one'], '1')
    await runMain(project, ['--no-report', '--data-dir', 'other'], '1')
    await runMain(project, ['--no-report', '--append', '--data-dir', 'other'], '2')
    expect(readdirSync(join(project.root, 'other/shared')).length).toBeGreaterThan(2)
    const [single] = dataFiles(project, 'one')
    await covtree(project, ['combine', '-k', `one/${single}`])
    await covtree(project, ['report', '-r', 'json'])
    expect(armsOf()).toEqual([[0, 1]])
    await covtree(project, ['combine', 'one', 'other'])
    expect(await covtree(project, ['report', '-r', 'json'])).toMatchObject({ code: 0, stderr: '' })
    expect(armsOf()).toEqual([[1, 2]])
    expect(['one', 'other'].filter(name => existsSync(join(project.root, name)))).toEqual([])
  })

  test('is not reported for a file that was changed since', async () => {
    const project = createProject(files)
    await runMain(project, ['--no-report'], 'a')
    project.write({ 'src/pick.js': files['src/pick.js'].replace("'a'", "'x'") })
    const report = await covtree(project, ['report', '-r', 'json'])
    expect(report.stderr).toBe(otherVersion(project))
    expect(Object.keys(project.coverage())).toEqual([join(project.root, 'src/main.js')])
  })

  test('that is not there is an error with a way out', async () => {
    const project = createProject(files)
    expect(await covtree(project, ['report', 'nowhere'])).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr:
        'covtree: No data in nowhere: keep data with `covtree run --keep`, add data with `covtree combine`, or name another folder.\n',
    })
  })
})

describe('covtree combine', () => {
  test('8 shards, in any order and grouping, give the map of one run', async () => {
    const project = createProject(files)
    const words = ['a', 'b', 'c', 'long', 'a', 'longer', 'b', 'b']
    await covtree(project, [
      'run',
      '-r',
      'json',
      '--',
      'sh',
      '-c',
      words.map(word => `node src/main.js ${word}`).join(';'),
    ])
    const whole = JSON.stringify(project.coverage())
    for (const [i, word] of words.entries())
      await runMain(project, ['--no-report', '-d', `shards/${i}`], word)

    const shard = (i: number) => `shards/${i}`
    const all = words.map((_, i) => i)
    const groupings: number[][][] = [
      [all],
      [all.toReversed()],
      [
        [3, 1],
        [0, 7, 2],
        [6, 4, 5],
      ],
      [[5], [0, 1, 2, 3], [4, 6, 7]],
    ]
    for (const groups of groupings) {
      const folders = []
      for (const [i, group] of groups.entries()) {
        folders.push(`groups/${i}`)
        expect(
          (await covtree(project, ['combine', '-k', '-d', `groups/${i}`, ...group.map(shard)])).code,
        ).toBe(0)
      }
      const combined = await covtree(project, ['combine', ...folders])
      expect(combined).toMatchObject({
        code: 0,
        stdout: 'Combined 8 data files into .covtree.\n',
        stderr: '',
      })
      await covtree(project, ['report', '-r', 'json'])
      expect(JSON.stringify(project.coverage())).toBe(whole)
    }
  })

  test('moves data of covtree, or copies it with --keep; the same data twice counts once', async () => {
    const project = createProject(files)
    await runMain(project, ['--no-report', '-d', 'shard'], 'a')
    await covtree(project, ['combine', '--keep', 'shard'])
    await covtree(project, ['combine', '--append', 'shard'])
    expect(existsSync(join(project.root, 'shard'))).toBe(false)
    await covtree(project, ['report', '-r', 'json'])
    expect(pickLines(project)).toEqual({ 2: 1, 3: 1, 4: 0, 5: 0 })
  })

  test('without names takes the folders inside of the data folder', async () => {
    const project = createProject(files)
    await runMain(project, ['--no-report', '-d', '.covtree/1'], 'a')
    await runMain(project, ['--no-report', '-d', '.covtree/2'], 'b')
    expect((await covtree(project, ['combine'])).stdout).toBe('Combined 2 data files into .covtree.\n')
    expect(dataFiles(project)).toHaveLength(2)
  })

  test('reads folders of NODE_V8_COVERAGE', async () => {
    const project = createProject(files)
    for (const word of ['a', 'b', 'b']) {
      await node(project, ['src/main.js', word], { NODE_V8_COVERAGE: join(project.root, 'v8') })
    }
    const combined = await covtree(project, ['combine', 'v8'])
    expect(combined).toMatchObject({ code: 0, stdout: 'Combined 3 data files into .covtree.\n', stderr: '' })
    expect(readdirSync(join(project.root, 'v8'))).toHaveLength(3)
    await covtree(project, ['report', '-r', 'json'])
    expect(pickLines(project)).toEqual({ 2: 3, 3: 1, 4: 2, 5: 0 })
  })

  test("reads Deno's coverage, one script a file", async () => {
    const project = createProject(files)
    await node(project, ['src/main.js', 'a', 'a'], { NODE_V8_COVERAGE: join(project.root, 'v8') })
    const [name] = readdirSync(join(project.root, 'v8'))
    const { result } = JSON.parse(readFileSync(join(project.root, 'v8', name!), 'utf8'))
    mkdirSync(join(project.root, 'deno'))
    for (const [i, script] of result
      .filter((script: { url: string }) => script.url.includes('/src/'))
      .entries()) {
      writeFileSync(join(project.root, 'deno', `${i}-8c5a.json`), JSON.stringify(script))
    }
    await covtree(project, ['combine', 'deno'])
    await covtree(project, ['report', '-r', 'json'])
    expect(pickLines(project)).toEqual({ 2: 2, 3: 2, 4: 0, 5: 0 })
  })

  test('adds processes onto coverage-final.json, with one structure', async () => {
    const project = createProject(files)
    await runMain(project, ['-r', 'json', '-o', 'first'], 'a', 'b')
    const structure = project.file('src/pick.js', 'first').statementMap
    await runMain(project, ['--no-report', '-d', 'more'], 'b')
    const combined = await covtree(project, [
      'combine',
      'more',
      'first/coverage-final.json',
      'first/coverage-final.json',
    ])
    expect(combined.stdout).toBe('Combined 1 data file and 2 coverage maps into .covtree.\n')
    await covtree(project, ['report', '-r', 'json'])
    expect(pickLines(project)).toEqual({ 2: 5, 3: 2, 4: 3, 5: 0 })
    expect(project.file('src/pick.js').statementMap).toEqual(structure)
  })

  test("reads the maps of Vitest's blobs", async () => {
    const project = createProject({
      ...files,
      'vitest.config.js': "export default { test: { coverage: { include: ['src/pick.js'] } } }\n",
      'test/pick.test.js': `import { expect, test } from 'vitest'
import { pick } from '../src/pick.js'
test('a', () => expect(pick('a')).toBe(1))
`,
    })
    // Vitest 4 writes to .vitest-reports by default, Vitest 5 to .vitest/blob.
    await project.run('--reporter=blob', '--outputFile.blob=blobs/blob.json')
    await runMain(project, ['--no-report', '-d', 'more'], 'b')
    expect((await covtree(project, ['combine', 'more', 'blobs'])).code).toBe(0)
    await covtree(project, ['report', '-r', 'json'])
    expect(pickLines(project)).toEqual({ 2: 2, 3: 1, 4: 1, 5: 0 })
  })

  test('names what it cannot read, combines the rest, and fails only with --strict', async () => {
    const project = createProject(files)
    const prepare = async () => {
      await runMain(project, ['--no-report', '-d', 'shard'], 'a')
      project.write({
        'shard/data-1-0-zz-0.json': '{"result":[{"url"',
        'shard/data-2-0-zz-0.json': '{"name":"no data"}',
        'shard/coverage-1-1-0.json': '{',
        'shard/settings.json': '{"name":"of another tool"}',
      })
    }
    await prepare()
    const combined = await covtree(project, ['combine', 'shard'])
    expect(combined).toMatchObject({
      code: 0,
      stdout: 'Combined 1 data file into .covtree.\n',
      stderr: `covtree: 3 data files could not be read (unreadable-data)
  shard/coverage-1-1-0.json
  shard/data-1-0-zz-0.json
  shard/data-2-0-zz-0.json
`,
    })
    expect(dataFiles(project, 'shard')).toEqual(['data-1-0-zz-0.json', 'data-2-0-zz-0.json'])
    rmSync(join(project.root, 'shard'), { recursive: true })
    await prepare()
    expect((await covtree(project, ['combine', '--strict', 'shard'])).code).toBe(1)
    const none = await covtree(project, ['combine', 'src'])
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toContain('No data found')
  })
})

describe('data of another machine', () => {
  /** A checkout in another folder with its data, as a container mounts it at /app. */
  async function runElsewhere(project: Project, change: (text: string) => string = text => text) {
    const elsewhere = createProject({ ...files, 'src/pick.js': change(files['src/pick.js']) })
    await runMain(elsewhere, ['--no-report'], 'a', 'long')
    cpSync(join(elsewhere.root, '.covtree'), join(project.root, 'brought'), { recursive: true })
    rmSync(elsewhere.root, { recursive: true })
    return elsewhere.root
  }

  test('is mapped onto this checkout by --paths, at combine or at report', async () => {
    const project = createProject(files)
    const there = await runElsewhere(project)
    expect((await covtree(project, ['combine', '-k', '--paths', `${there}=.`, 'brought'])).stderr).toBe('')
    expect(await covtree(project, ['report', '-r', 'json'])).toMatchObject({ code: 0, stderr: '' })
    const expected = { 2: 2, 3: 1, 4: 0, 5: 1 }
    expect(pickLines(project)).toEqual(expected)
    await covtree(project, [
      'report',
      '-r',
      'json',
      '-o',
      'again',
      '--paths',
      `${there.replace(/[^/]*$/, '*')}=.`,
      'brought',
    ])
    expect(countsOf(project.file('src/pick.js', 'again')).lines).toEqual(expected)
    project.write({ 'covtree.config.json': JSON.stringify({ paths: { [there]: '.' }, reporter: 'json' }) })
    await covtree(project, ['report', 'brought'])
    expect(pickLines(project)).toEqual(expected)
  })

  test('is not counted where the source is not the same here, and says so', async () => {
    const project = createProject(files)
    const there = await runElsewhere(project, text => `// a line more\n${text}`)
    const report = await covtree(project, ['report', '-r', 'json', '--paths', `${there}=.`, 'brought'])
    expect(report.stderr).toBe(otherVersion(project))
    expect(Object.keys(project.coverage())).toEqual([join(project.root, 'src/main.js')])
  })

  test('may come from a process that was given the variables by hand', async () => {
    const project = createProject(files)
    const elsewhere = createProject(files)
    const run = await node(elsewhere, ['src/main.js', 'a'], {
      COVTREE_DATAFILE: join(project.root, 'server-data/data'),
      COVTREE_SOURCE: elsewhere.root,
      COVTREE_BRANCH: 'enabled',
      NODE_OPTIONS: `--require ${join(elsewhere.root, 'node_modules/covtree/dist/bootstrap/index.cjs')}`,
    })
    expect(run).toMatchObject({ code: 0, stdout: '1\n', stderr: '' })
    rmSync(elsewhere.root, { recursive: true })
    await covtree(project, ['combine', '--append', '--paths', `${elsewhere.root}=.`, 'server-data'])
    expect(await covtree(project, ['report', '-r', 'json'])).toMatchObject({ code: 0, stderr: '' })
    expect(pickLines(project)).toEqual({ 2: 1, 3: 1, 4: 0, 5: 0 })
  })

  test('may come from a server with threads and children that another host stops', async () => {
    const server = {
      'src/server.js': `import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import { pick } from './pick.js'
function answer() {
  execFileSync(process.execPath, ['src/main.js', 'b'])
  new Worker('./src/main.js', { argv: ['a'], stdout: true }).on('exit', () => console.log('ready', pick('long')))
}
createServer().listen(0, answer)
`,
    }
    const project = createProject({ ...files, ...server })
    const there = createProject({ ...files, ...server })
    const bootstrap = join(there.root, 'node_modules/covtree/dist/bootstrap/index.cjs')
    const child = startProgram(there, nodeBinary, ['src/server.js'], {
      env: {
        COVTREE_DATAFILE: join(there.root, 'data/data'),
        COVTREE_SOURCE: there.root,
        COVTREE_BRANCH: 'enabled',
        NODE_OPTIONS: `--require ${bootstrap}`,
      },
    })
    const end = finish(child)
    await waitFor(child, 'ready 3')
    process.kill(child.pid!, 'SIGTERM')
    expect(await end).toMatchObject({ code: null, signal: 'SIGTERM', stderr: '' })
    // The folder is copied, with the texts of all that ran; the other host is gone.
    cpSync(join(there.root, 'data'), join(project.root, 'brought'), { recursive: true })
    rmSync(there.root, { recursive: true })
    await covtree(project, ['combine', '--paths', `${there.root}=.`, 'brought'])
    const report = await covtree(project, ['report', '-r', 'json'])
    expect(report).toMatchObject({
      code: 0,
      stdout: 'Subprocesses : 2 processes and 1 thread counted, 0 lost\n',
      stderr: '',
    })
    expect(pickLines(project)).toEqual({ 2: 3, 3: 1, 4: 1, 5: 1 })
    expect(countsOf(project.file('src/server.js')).functions).toMatchObject({ answer: 1 })
  })

  test('says where folders are missing when none of it lies here', async () => {
    const project = createProject(files)
    const there = await runElsewhere(project)
    const report = await covtree(project, ['report', '-r', 'json', 'brought'])
    expect(report.stderr).toBe(
      `covtree: the data comes from ${there}, which is not on this machine: name its folder here with \`--paths ${there}=.\` (foreign-folder)\n`,
    )
  })
})
