import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { covtree } from '../cli/command-line.ts'
import { createProject } from '../e2e/project.ts'
import { createWindowsProject, type WindowsProject } from './windows.ts'

const words = `export function count(text: string): number {
  if (text === '') return 0
  return text.split(' ').length
}
`
const cli = `import { count } from './words.ts'
console.log(count(process.argv[2] ?? ''))
`

/** The functions of a file by name, with their counts. */
function functionsOf(project: Pick<WindowsProject, 'file'>, name: string) {
  const { fnMap, f } = project.file(name)
  return Object.fromEntries(Object.entries(fnMap).map(([id, fn]) => [fn.name, f[id]]))
}

/** Programs that build `src/cli.ts` into `dist/`. */
const builds: Record<string, string> = {
  esbuild: `require('esbuild').buildSync({ entryPoints: ['src/cli.ts'], bundle: true, platform: 'node', format: 'esm', sourcemap: true, outfile: 'dist/cli.js' })`,
  rolldown: `import('rolldown').then(async ({ rolldown }) => {
  const bundle = await rolldown({ input: 'src/cli.ts', platform: 'node' })
  await bundle.write({ dir: 'dist', sourcemap: true })
})`,
  swc: `const { transformSync } = require('@swc/core')
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs')
mkdirSync('dist')
for (const name of ['cli', 'words']) {
  const { code, map } = transformSync(readFileSync(\`src/\${name}.ts\`, 'utf8'), {
    filename: \`src/\${name}.ts\`, sourceMaps: true, sourceFileName: \`../src/\${name}.ts\`,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' },
  })
  writeFileSync(\`dist/\${name}.js\`, \`\${code.replace('.ts', '.js')}\\n//# sourceMappingURL=\${name}.js.map\\n\`)
  writeFileSync(\`dist/\${name}.js.map\`, map)
}`,
  tsc: `process.argv.push('--module', 'esnext', '--target', 'es2022', '--moduleResolution', 'bundler', '--sourceMap', '--rewriteRelativeImportExtensions', '--skipLibCheck', '--outDir', 'dist', 'src/cli.ts')
require('typescript/bin/tsc')`,
}

describe('TypeScript', () => {
  test.for([
    { name: 'tsx', args: ['..\\node_modules\\tsx\\dist\\cli.mjs', 'src/cli.ts', 'a b'] },
    ...Object.keys(builds).map(name => ({ name, args: ['dist/cli.js', 'a b'] })),
  ])('has the counts that it has on Linux, run by $name', async ({ name, args }) => {
    const project = createWindowsProject({
      'src/words.ts': words,
      'src/cli.ts': cli,
      'package.json': '{ "type": "module", "private": true }',
      'build.cjs': builds[name] ?? '',
    })
    const build = await project.node(['build.cjs'])
    expect(build).toMatchObject({ stderr: '' })
    const run = await project.covtree(['run', '--include=src', '--reporter=json', '--', 'node', ...args])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toMatch(/^2/)
    expect(functionsOf(project, 'src/words.ts')).toEqual({ count: 1 })
    const { s, b } = project.file('src/words.ts')
    expect([Object.values(s), Object.values(b)]).toEqual([[1, 0, 1], [[0, 1]]])
    expect(Object.values(project.file('src/cli.ts').s)).toEqual([1])
  })
})

test('globs and paths may have backslashes, and a drive in another case', async () => {
  const project = createWindowsProject({
    'src/main.cjs': `require('./deep/inner.cjs').inner()\n`,
    'src/deep/inner.cjs': 'exports.inner = function inner() {}\n',
    'src/other/more.cjs': 'exports.more = function more() {}\n',
  })
  const root = project.windowsRoot.toLowerCase()
  const args = ['run', '-n', '.\\src', '-x', 'src\\other\\**', '--all', '--reporter=json', `--root=${root}`]
  const run = await project.covtree([...args, '--', 'node', `${root}\\src\\main.cjs`])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  const names = Object.keys(project.coverage()).map(name => name.toLowerCase().replace(/^.*\/src\//, 'src/'))
  expect(names.sort()).toEqual(['src/deep/inner.cjs', 'src/main.cjs'])
  const inner = Object.entries(project.coverage()).find(([name]) =>
    name.toLowerCase().endsWith('inner.cjs'),
  )![1]
  expect(Object.values(inner.f)).toEqual([1])
})

test('data of Windows counts on Linux', async () => {
  const files = {
    'package.json': '{ "type": "module", "private": true }',
    'src/words.ts': words,
    'src/cli.ts': cli,
    'build.cjs': `const { buildSync } = require('esbuild')
buildSync({ entryPoints: ['src/cli.ts'], bundle: true, platform: 'node', format: 'esm', sourcemap: true, outfile: 'dist/cli.mjs' })
`,
  }
  const there = createWindowsProject(files)
  await there.node(['build.cjs'])
  const program = `${there.windowsRoot}\\dist\\cli.mjs`
  const run = await there.covtree(['run', '--no-report', '--', 'node', program, 'a b'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  const here = createProject(files)
  cpSync(join(there.root, '.covtree'), join(here.root, 'theirs'), { recursive: true })
  const paths = `--paths=${there.windowsRoot}=.`
  const combined = await covtree(here, ['combine', paths, 'theirs'])
  expect(combined).toMatchObject({ code: 0 })
  const report = await covtree(here, ['report', '--include=src', '--reporter=json'])
  expect(report).toMatchObject({ code: 0, stderr: '' })
  expect(functionsOf({ file: name => here.file(name) }, 'src/words.ts')).toEqual({ count: 1 })
})

test('data of Linux counts on Windows', async () => {
  const files = {
    'package.json': '{ "type": "module", "private": true }',
    'src/words.js': 'export function count(text) { return text.split(" ").length }\n',
    'src/cli.js': `import { count } from './words.js'\ncount('a b')\n`,
  }
  const there = createProject(files)
  await covtree(there, ['run', '--no-report', '--', 'node', 'src/cli.js'])
  const here = createWindowsProject(files)
  cpSync(join(there.root, '.covtree'), join(here.root, 'theirs'), { recursive: true })
  const combined = await here.covtree(['combine', `--paths=${there.root}=.`, 'theirs'])
  expect(combined).toMatchObject({ code: 0 })
  const report = await here.covtree(['report', '--include=src', '--reporter=json'])
  expect(report).toMatchObject({ code: 0, stderr: '' })
  expect(functionsOf(here, 'src/words.js')).toEqual({ count: 1 })
})

test("copies of the project's package count where a program installs them", async () => {
  const project = createWindowsProject({
    'package.json': '{ "name": "@org/tool", "type": "module", "private": true }',
    'src/words.js': 'export function count(text) {\n  return text.length\n}\n',
    'src/cli.js': "import { count } from './words.js'\ncount('a')\n",
    'install.cjs': `const { execFileSync } = require('node:child_process')
const { cpSync, mkdtempSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const folder = mkdtempSync(join(require('node:os').tmpdir(), 'installed-'))
for (const copy of [join(folder, 'node_modules', '@org', 'tool'), join(folder, 'copied')]) {
  for (const name of ['package.json', 'src']) cpSync(name, join(copy, name), { recursive: true })
  execFileSync(process.execPath, [join(copy, 'src', 'cli.js')])
}
rmSync(folder, { recursive: true })
`,
  })
  const run = await project.covtree(['run', '--include=src', '--reporter=json', '--', 'node', 'install.cjs'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(functionsOf(project, 'src/words.js')).toEqual({ count: 2 })
})
