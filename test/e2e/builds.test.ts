import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject, type Project } from './project.ts'
import { nodeMajor } from './toolchain.ts'

const source = `export enum Level { Low = 1, High }
export function describeLevel(level: Level): string {
  if (level === Level.High) {
    return 'high'
  }
  return 'low'
}
`
const files = {
  'vitest.config.ts': configWith('subprocess: true', `globalSetup: ['setup.js'],`),
  'src/level.ts': source,
  'src/cli.ts': `import { describeLevel } from './level.ts'
console.log(describeLevel(Number(process.argv[2])))
`,
  'test/level.test.ts': `import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { describeLevel } from '../src/level.ts'
test('in process', () => expect(describeLevel(1)).toBe('low'))
test('built', () => {
  expect(String(execFileSync(process.execPath, ['dist/cli.js', '2']))).toBe('high\\n')
  expect(String(execFileSync(process.execPath, ['dist/cli.js', '1']))).toBe('low\\n')
})
afterAll(() => { if (process.env.REMOVE_DIST) rmSync('dist', { recursive: true }) })
`,
}

const esbuild = (more: string) => `import { build } from 'esbuild'
export default async () => {
  await build({ outdir: 'dist', platform: 'node', format: 'esm', ${more} })
}
`
const tsc = (module: string, more = '') => `import { execFileSync } from 'node:child_process'
import { writeFileSync, mkdirSync } from 'node:fs'
export default () => {
  mkdirSync('dist', { recursive: true })
  writeFileSync('dist/package.json', '{ "type": "${module === 'commonjs' ? 'commonjs' : 'module'}" }')
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', 'src/cli.ts', '--outDir', 'dist', '--module', '${module}',
    '--target', 'es2022', '--rewriteRelativeImportExtensions', '--skipLibCheck', '--types', 'node', '--ignoreDeprecations', '6.0', ${more}])
}
`
const builds: Record<string, string> = {
  'an esbuild bundle': esbuild(`entryPoints: ['src/cli.ts'], bundle: true, sourcemap: true,`),
  'a minified esbuild bundle with an inline map': esbuild(
    `entryPoints: ['src/cli.ts'], bundle: true, minify: true, sourcemap: 'inline',`,
  ),
  'tsc, ES modules, external maps': tsc('nodenext', `'--moduleResolution', 'nodenext', '--sourceMap'`),
  'tsc, CommonJS, inline maps': tsc(
    'commonjs',
    `'--moduleResolution', 'node10', '--inlineSourceMap', '--inlineSources'`,
  ),
}

function expectCounts(project: Project): void {
  expect(countsOf(project.file('src/level.ts'))).toEqual({
    lines: { 1: expect.any(Number), 3: 3, 4: 1, 6: 2 },
    functions: expect.objectContaining({ describeLevel: 3 }),
    branches: expect.arrayContaining([[1, 2]]),
  })
  expect(countsOf(project.file('src/cli.ts')).lines).toEqual({ 2: 2 })
}

describe('a child that runs a build', () => {
  test.each(Object.entries(builds))('%s counts on the sources', async (_, setup) => {
    const project = createProject({ ...files, 'setup.js': setup })
    const run = await project.run()
    expect(run.stderr).toBe('')
    expect(run.exitCode, run.stdout).toBe(0)
    expectCounts(project)
  })

  test('that is deleted before the report counts all the same', async () => {
    const project = createProject({ ...files, 'setup.js': builds['an esbuild bundle']! })
    const run = await project.vitest(['run', '--coverage'], { REMOVE_DIST: '1' })
    expect(run.stderr).toBe('')
    expectCounts(project)
  })

  test('that is older than its sources is named and gives no wrong counts', async () => {
    const project = createProject({
      ...files,
      'setup.js': `import { readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
export default async () => {
  await build({ outdir: 'dist', platform: 'node', format: 'esm', entryPoints: ['src/cli.ts'], bundle: true, sourcemap: true })
  writeFileSync('src/level.ts', '// a line that came later\\n' + readFileSync('src/level.ts', 'utf8'))
}
`,
    })
    const run = await project.run()
    expect(run.stderr).toContain('(source-differs)')
    expect(countsOf(project.file('src/level.ts')).lines).toEqual({ 2: expect.any(Number), 4: 1, 5: 0, 7: 1 })
  })
})

describe('a child that runs the sources', () => {
  const direct = (...args: string[]) => ({
    ...files,
    'vitest.config.ts': configWith(),
    'src/level.ts': source
      .replace('export enum Level { Low = 1, High }', 'export const Level = { Low: 1, High: 2 }')
      .replace('level: Level', 'level: number'),
    'test/level.test.ts': files['test/level.test.ts'].replaceAll(
      "'dist/cli.js'",
      [...args, 'src/cli.ts'].map(arg => `'${arg}'`).join(', '),
    ),
  })

  test('through tsx is counted', async () => {
    const project = createProject(direct('--import', 'tsx'))
    const run = await project.run()
    expect(run.stderr).toBe('')
    expectCounts(project)
    expect(run.stdout).toContain(', 0 lost')
  })

  test.runIf(nodeMajor >= 24)(
    "through Node's own type stripping (Node 24 and later) is counted",
    async () => {
      const project = createProject(direct())
      const run = await project.run()
      expect(run.stderr).toBe('')
      expectCounts(project)
    },
  )

  // Vite's dev servers (React Router, Nuxt), vite-node: modules without a file, whose source map names the module itself.
  test('through Vite is counted, and its virtual modules are no scripts that could not be mapped', async () => {
    const project = createProject({
      'vitest.config.ts': configWith(),
      'src/area.ts': 'export function area(a: number): number {\n  return a * a\n}\n',
      'scripts/serve.mjs': `import { createServer } from 'vite'
const id = '\\0virtual:shop/sizes'
const sizes = {
  name: 'sizes',
  resolveId: name => (name === 'virtual:shop/sizes' ? id : undefined),
  load: name => (name === id ? 'export const sizes = [2, 3]' : undefined),
  transform: (code, name) => (name === id ? { code: code + '\\n', map: { version: 3, sources: ['sizes'], sourcesContent: [code], names: [], mappings: 'AAAA' } } : undefined),
}
const server = await createServer({ configFile: false, plugins: [sizes], server: { middlewareMode: true }, appType: 'custom', logLevel: 'silent' })
await server.ssrLoadModule('/@vite/env')
const { sizes: all } = await server.ssrLoadModule('virtual:shop/sizes')
const { area } = await server.ssrLoadModule('/src/area.ts')
console.log(all.map(area).join())
await server.close()
`,
      'test/area.test.ts': `import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
test('area', () => expect(execFileSync(process.execPath, ['scripts/serve.mjs'], { encoding: 'utf8' })).toBe('4,9\\n'))
`,
    })
    const run = await project.run()
    expect(run.stderr).toBe('')
    expect(countsOf(project.file('src/area.ts'))).toEqual({
      lines: { 2: 2 },
      functions: { area: 2 },
      branches: [],
    })
  })
})
