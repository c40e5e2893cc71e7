import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { configWith, createProject } from '../e2e/project.ts'
import { nodeVersion, vitestVersion } from '../e2e/toolchain.ts'
import { covtree } from './command-line.ts'

describe('covtree doctor', () => {
  test('names versions, settings and variables, and starts a process each way', async () => {
    const project = createProject({
      'vitest.config.ts': configWith(),
      'covtree.config.json': '{ "askTimeout": 50, "redact": ["internal"] }',
    })
    const run = await covtree(project, ['doctor'], {
      env: { NODE_OPTIONS: '--max-old-space-size=4096 --title=https://me:hunter2@host' },
    })
    expect(run.stderr).toBe('')
    expect(run.code).toBe(0)
    const facts = Object.fromEntries(
      run.stdout
        .split('\n')
        .flatMap(line => /^ {2}(\S.*?) {2,}(.+)$/.exec(line)?.slice(1) ?? [])
        .flatMap((value, index, all) => (index % 2 === 0 ? [[value, all[index + 1]]] : [])),
    )
    expect(facts).toMatchObject({
      Node: expect.stringContaining(nodeVersion),
      vitest: vitestVersion,
      'vitest.config.ts': 'names covtree/vitest, subprocess',
      settings: 'redact: …, askTimeout: 50',
      NODE_OPTIONS: '--max-old-space-size=4096 --title=https://***@host',
      'NODE_OPTIONS of a child': expect.stringMatching(/--require.*index\.cjs/),
      spawn: 'arrived',
      fork: 'arrived',
      'execFileSync, env: {}': 'arrived',
      shell: 'arrived',
      'npm script': 'arrived',
      'ES module, named import': 'arrived',
      thread: 'arrived',
      'server, ended by SIGTERM': 'arrived',
    })
    expect(run.stdout).toContain('\nNo mistake found in the setup.\n')
    expect(run.stdout).not.toContain('hunter2')
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('All that could be tried arrived.')
    expect(readdirSync(tmpdir()).filter(name => name.startsWith('covtree-doctor-'))).toEqual([])
  })

  test('names the way that does not work, and what cannot be tried', async () => {
    // A preload of the project's own that kills what runs this program: nothing of it can arrive.
    const project = createProject({
      'preload.cjs': `if (process.argv[1]?.endsWith('starts.mjs')) {
  require('node:child_process').spawnSync('/bin/sh', ['-c', 'kill -9 ' + process.pid], { stdio: 'ignore' })
}
`,
    })
    const run = await covtree(project, ['doctor'], {
      env: { NODE_OPTIONS: `--require ${project.root}/preload.cjs`, PATH: '/nowhere' },
    })
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('1 did not arrive.')
    expect(run.code).toBe(1)
    expect(run.stdout).toMatch(/\n {2}spawn +arrived\n/)
    expect(run.stdout).toMatch(/\n {2}npm script +not tried: npm: ENOENT\n/)
    expect(run.stdout).toMatch(/\n {2}ES module, named import +failed: /)
  })

  const plugin = 'the Vitest config does not have the plugin'
  test.each<[name: string, files: Record<string, string>, env: Record<string, string>, mistakes: string[]]>([
    ['a Vitest without a config', {}, {}, [plugin, 'subprocess coverage is not switched on']],
    [
      'a config without the plugin',
      { 'vitest.config.ts': configWith('subprocess: true', '', '') },
      {},
      [plugin],
    ],
    [
      'a config that leaves subprocess out',
      { 'vitest.config.ts': configWith('') },
      {},
      ['subprocess coverage is not switched on'],
    ],
    [
      'subprocess as a flag in a script, and a pool of its own',
      {
        'package.json':
          '{ "type": "module", "scripts": { "test": "vitest run --coverage --coverage.subprocess" } }',
        'vitest.config.ts': configWith('', "pool: './pool.js',"),
      },
      {},
      ['covtree does not know the pool'],
    ],
    [
      'a config that throws',
      { 'vitest.config.ts': "throw new Error('no such thing')" },
      {},
      ['Vitest cannot read its config: Error: no such thing'],
    ],
    [
      'a temporary folder that is missing',
      { 'vitest.config.ts': configWith() },
      { TMPDIR: '/nowhere/at/all' },
      ['no data folder can be made in /nowhere/at/all (ENOENT)'],
    ],
    [
      'COVTREE_DATAFILE set to nothing',
      { 'vitest.config.ts': configWith('subprocess: true', "env: { COVTREE_DATAFILE: '' },") },
      { COVTREE_DATAFILE: '' },
      ['COVTREE_DATAFILE is empty', 'test.env sets COVTREE_DATAFILE to nothing'],
    ],
  ])('finds the mistakes of %s', async (_name, files, env, mistakes) => {
    const run = await covtree(createProject(files), ['doctor'], { env })
    expect(run).toMatchObject({ code: 1, stderr: '' })
    const found = [...run.stdout.matchAll(/^ {2}- (.+)\n {4}\S/gm)].map(([, problem]) => problem)
    expect(found).toEqual(mistakes.map(mistake => expect.stringContaining(mistake)))
  })
})
