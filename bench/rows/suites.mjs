// Public projects' own test suites: alone, under c8 and under `covtree run`. Both tools count the whole process tree and make a report at the
// end, which is part of the time.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { alternate, summarize } from '../measure/alternate.mjs'
import { runMeasured } from '../measure/usage.mjs'
import { repository, work } from '../setup/folders.mjs'

const byNpm = ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
/** Whatever version of pnpm a project names. Both need Node 22.12 or later, which has to be the first on PATH. */
const pnpm = ['npx', '--yes', 'pnpm@11', '--config.pm-on-fail=ignore']
const byPnpm = [...pnpm, 'install', '--ignore-scripts', '--frozen-lockfile', '--silent']
const vitest = 'node_modules/vitest/vitest.mjs'

/** `install` and `test` are commands; `folder` is the one to test in, and `include` names the files of the report. */
const suites = [
  {
    name: 'commander',
    source: 'tj/commander.js',
    install: [],
    test: ['--test'],
    include: ['lib/**', 'index.js'],
  },
  {
    name: 'concurrently',
    source: 'open-cli-tools/concurrently',
    install: [byNpm, ['npm', 'run', 'build']],
    test: [vitest, 'run', '--project', 'unit'],
    include: ['src/**', 'lib/**'],
  },
  {
    name: 'execa',
    source: 'sindresorhus/execa',
    // ava 8.1 needs a package that not all registries have.
    install: [['npm', 'pkg', 'set', 'devDependencies.ava=8.0.1'], byNpm],
    test: [
      'node_modules/ava/entrypoints/cli.js',
      'test/arguments/*.js',
      'test/return/*.js',
      'test/resolve/*.js',
    ],
    include: ['lib/**', 'index.js'],
  },
  {
    name: 'commitlint',
    source: 'conventional-changelog/commitlint',
    install: [byPnpm, ['node_modules/.bin/tsc', '-b']],
    test: [vitest, 'run', '--coverage.enabled=false', '@commitlint/cli'],
    include: ['@commitlint/*/src/**'],
  },
  {
    name: 'publint',
    source: 'publint/publint',
    install: [byPnpm],
    folder: 'packages/publint',
    // The other one needs pnpm on PATH.
    test: [vitest, 'run', '--exclude', 'tests/playground.test.js'],
    include: ['src/**'],
  },
  {
    name: 'tinypool',
    source: 'tinylibs/tinypool',
    install: [byPnpm, ['node_modules/.bin/tsdown']],
    test: [vitest, 'run'],
    include: ['src/**', 'dist/**'],
  },
]

/**
 * Measures the suites whose name holds `only`.
 * @param from a folder that holds clones, as `<owner>+<name>/repo`; absent: they come from GitHub
 */
export async function* measureSuites({ node, tools, scale }, { only, from }) {
  for (const suite of suites) {
    if (suite.name.includes(only))
      yield await measureSuite(suite, prepare(suite, from), { node, tools, scale })
  }
}

async function measureSuite(suite, folder, { node, tools, scale }) {
  const include = suite.include.flatMap(glob => ['--include', glob])
  const report = ['--reporter', 'json', '--reports-dir', `${folder}/.reports`, ...include]
  const command = [node, ...suite.test]
  const ways = {
    alone: command,
    c8: [node, `${tools}/node_modules/c8/bin/c8.js`, ...report, ...command],
    covtree: [node, `${repository}/dist/cli/index.js`, 'run', ...report, '--', ...command],
  }
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1' }
  const samples = await alternate(Object.keys(ways), scale < 1 ? 1 : 3, name => {
    for (const made of ['.reports', 'coverage']) rmSync(`${folder}/${made}`, { recursive: true, force: true })
    return runMeasured({ argv: ways[name], env, cwd: folder })
  })
  const used = summarize(samples)
  const checks = [{ what: "wall time over c8's", value: used.covtree.wall / used.c8.wall, bar: 1.02 }]
  return { name: `the suite of ${suite.name}`, used, checks }
}

/** Clones and installs a project once; returns its folder. */
function prepare({ name, source, install, folder: part = '' }, from) {
  const folder = `${work}/suites/${name}`
  const tested = `${folder}/${part}`
  if (existsSync(`${folder}/.ready`)) return tested
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(`${work}/suites`, { recursive: true })
  const clone = from ? `${from}/${source.replace('/', '+')}/repo` : `https://github.com/${source}.git`
  const run = ([command, ...args], cwd) =>
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  run(['git', 'clone', '--quiet', '--depth', '1', from ? `file://${clone}` : clone, folder], work)
  for (const step of install) run(step, folder)
  mkdirSync(`${folder}/.ready`)
  return tested
}
