import { decodedMappings, encodedMappings, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping'
import { transformSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { mapLines } from '../core/map-lines.ts'
import { countsOf, createProject, type Project } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const program = `const add = (a, b) => a + b
const twice = x => { return x * 2 }
function pick(value) {
  if (value > 1) {
    return 'big'
  }
  return 'small'
}
function never() {
  return add(1, 2)
}
for (const n of [1, 2, 3]) pick(n)
globalThis.made = { twice: twice(2), never }
`
const typed = program
  .replace('a, b)', 'a: number, b: number): number')
  .replace('x =>', '(x: number): number =>')
  .replace('value)', "value: number): 'big' | 'small'")
  .replace('never()', 'never(): number')

/** The counts of the program without a build. */
const counts = {
  lines: { 1: 0, 2: 1, 4: 3, 5: 2, 7: 1, 10: 0, 12: 1, 13: 1 },
  functions: { '(anonymous_0)': 0, '(anonymous_1)': 1, pick: 3, never: 0 },
  branches: [[2, 1]],
}
/** In JSON the first statement of lines 1 and 2 is the variable's. */
const whole = { ...counts, lines: { ...counts.lines, 1: 1, 2: 1 } }

async function expectCounts(
  project: Project,
  command: string[],
  path = 'src/main.js',
  stderr = '',
): Promise<void> {
  const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', ...command])
  expect(run).toMatchObject({ code: 0, stderr })
  expect(countsOf(project.file(path))).toEqual(whole)
  expect(Object.keys(project.coverage())).toEqual([`${project.root}/${path}`])
}

/** As webpack writes a development bundle: the module in a function, one mapping a line. */
const bundle = `(() => { var __modules = {
"./src/main.js": ((module) => {
${program}
})}
__modules['./src/main.js']({})
})()
`
const bundleMap = JSON.parse(mapLines(bundle, program, line => line - 2))

/** The program as a bundle, whose source map names these sources. The first one is the program's. */
function createBundle(sources: string[]): Project {
  return createProject({
    'package.json': '{}',
    'src/main.js': program,
    'dist/main.js': `${bundle}//# sourceMappingURL=main.js.map\n`,
    'dist/main.js.map': JSON.stringify({ ...bundleMap, sources }),
  })
}

/** A mapping that leads to a line alone. */
const toLine = (segment: SourceMapSegment): SourceMapSegment =>
  segment.length === 1 ? segment : [segment[0], segment[1], segment[2], 0]

test.each([
  ['a regular expression', 'exports.find = text => /\\/*# sourceMappingURL=/.test(text)\n'],
  ['a string', "exports.write = url => '\\n//# sourceMappingURL=' +\n  url\n"],
  ['a template literal', 'exports.write = () => `run()\n//# sourceMappingURL=main.js.map\n`\n'],
  ['a template literal with a value', `exports.write = url => \`\n//# sourceMappingURL=\${url}\n\`\n`],
])('a source map comment in %s is none', async (_, text) => {
  const project = createProject({
    'package.json': '{}',
    'src/main.js': program,
    'tool.js': `require('./src/main.js')\n${text}`,
    'main.js.map': JSON.stringify({ ...bundleMap, sources: ['src/main.js'] }),
  })
  await expectCounts(project, ['tool.js'])
})

describe('a bundle with one mapping a line', () => {
  test('has the counts of its source', async () => {
    const project = createBundle(['../src/main.js'])
    await expectCounts(project, ['dist/main.js'])
  })

  test('is said to be uncertain where a minifier changed it', async () => {
    const long = program + program.replaceAll(/\b(?:add|twice|pick|never)\b/g, name => `${name}2`)
    const { code, map } = transformSync(long, { minify: true, format: 'iife', sourcemap: 'external' })
    const decoded = decodedMappings(new TraceMap(map)).map(segments => segments.map(toLine))
    const mappings = encodedMappings(new TraceMap({ ...JSON.parse(map), mappings: decoded }))
    const project = createProject({
      'package.json': '{}',
      'src/main.js': long,
      'dist/main.js': `${code}//# sourceMappingURL=main.js.map\n`,
      'dist/main.js.map': JSON.stringify({
        ...bundleMap,
        sourcesContent: [long],
        mappings,
        sources: ['../src/main.js'],
      }),
    })
    const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', 'dist/main.js'])
    expect(run.stderr).toContain('(coarse-map)')
  })

  test.each([
    'webpack://name/./src/main.js?1a2b',
    'webpack:///./src/main.js',
    '../webpack://name/./src/main.js',
    'webpack-internal:///./src/main.js',
  ])('is led back to %s', async source => {
    const project = createBundle([source])
    await expectCounts(project, ['dist/main.js'])
  })

  test.each([
    '../src/main.js/__proxy.mjs { server => "src/main.js" }',
    '\0rolldown/runtime.js',
    `${'long-'.repeat(1000)}name.js`,
    'file:///%00',
    'data:text/javascript,1',
    'https://example.com/a.js',
    'http://',
    '',
    '..',
    '%E0%A4%A',
  ])('is counted beside a source that can be no file: %s', async source => {
    const project = createBundle(['../src/main.js', source])
    await expectCounts(project, ['dist/main.js'])
  })

  test.each([
    '../node_modules/next/src/server/module.ts',
    '\0rolldown/runtime.js',
    'turbopack:///[turbopack]/nodejs/runtime/build-base.ts',
    'webpack://name/./node_modules/next/server.js',
  ])('is silent of a build in which nothing is of the project: %s', async source => {
    const project = createBundle([source])
    const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', 'dist/main.js'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
  })

  test('is led back where its sources are below an address', async () => {
    const project = createProject({
      'package.json': '{}',
      'src/main.js': program,
      'dist/main.js': `${bundle}//# sourceMappingURL=main.js.map\n`,
      'dist/main.js.map': JSON.stringify({
        ...bundleMap,
        sourceRoot: 'webpack:///',
        sources: ['./src/main.js'],
      }),
    })
    await expectCounts(project, ['dist/main.js'])
  })

  test('that is evaluated module by module is counted once', async () => {
    const map = {
      ...JSON.parse(mapLines(program, program, line => line)),
      sources: ['webpack:///./src/main.js'],
    }
    const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
    const text = `${program}//# sourceMappingURL=${url}\n//# sourceURL=webpack-internal:///./src/main.js\n`
    const project = createProject({
      'package.json': '{}',
      'src/main.js': program,
      'dist/main.js': `((module) => { eval(${JSON.stringify(text)}) })({})\n`,
    })
    await expectCounts(project, ['dist/main.js'])
  })
})

describe("a module that webpack's `devtool: 'eval'` evaluates without a source map", () => {
  const evaluate = (text: string, address = 'webpack://name/./src/main.js?') =>
    `((module) => { eval(${JSON.stringify(`{${text}\n\n//# sourceURL=${address}\n}`)}) })({})\n`

  test.each([
    ['as it is', program],
    ['with exports and imports led elsewhere', `__made = { never: () => never };\n${program}`],
  ])('is counted %s', async (_, text) => {
    const project = createProject({
      'package.json': '{}',
      'src/main.js': program,
      'dist/main.js': evaluate(text),
    })
    await expectCounts(project, ['dist/main.js'])
  })

  test('is named once where its file is not here', async () => {
    const project = createProject({
      'package.json': '{}',
      'src/main.js': program,
      'dist/main.js': evaluate(program, 'webpack://name/./lib/gone.js?').repeat(2),
    })
    const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', 'dist/main.js'])
    expect(run.stderr.match(/unmapped-script/g)).toHaveLength(1)
    expect(run.stderr).toContain('webpack://name/./lib/gone.js')
  })
})

/** A loader as `@swc-node/register` or `@babel/register` without source maps. */
const loader = (more = '') => `const { transpileModule } = require('typescript')
const { readFileSync } = require('node:fs')
require.extensions['.ts'] = (module, path) => module._compile(transpileModule(readFileSync(path, 'utf8'), {
  compilerOptions: { module: 'commonjs', target: 'es2022', ${more} },
}).outputText, path)
`

describe('a file that a loader compiled without a source map', () => {
  test.each([
    ['', ''],
    [', and whose map is gone', '\n//# sourceMappingURL=gone.js.map'],
  ])('is counted where it holds what the file says%s', async (_, comment) => {
    const project = createProject({
      'package.json': '{}',
      'loader.cjs': loader().replace('.outputText', `.outputText + ${JSON.stringify(comment)}`),
      'src/main.ts': typed,
    })
    await expectCounts(project, ['-r', './loader.cjs', 'src/main.ts'], 'src/main.ts')
  })

  test('is left out and named where it holds something else', async () => {
    const project = createProject({
      'package.json': '{}',
      'loader.cjs': loader("target: 'es5', ignoreDeprecations: '6.0',").replace("target: 'es2022', ", ''),
      'src/main.ts': `${typed}enum Kind { One, Two }\nconsole.log(Kind.One)\n`,
    })
    const run = await covtree(project, [
      'run',
      '-r',
      'json',
      '-n',
      'src',
      '--',
      'node',
      '-r',
      './loader.cjs',
      'src/main.ts',
    ])
    expect(run.stderr).toContain('(compiled-without-map)')
    const { s, f, b } = project.file('src/main.ts')
    expect(
      [...Object.values(s), ...Object.values(f), ...Object.values(b).flat()].filter(count => count > 0),
    ).toEqual([])
  })

  test('that a mocking library loads in place of a module is not named', async () => {
    const project = createProject({
      'package.json': '{}',
      'main.cjs': `const Module = require('node:module')
const path = require.resolve('./src/lib.cjs')
require(path)(1)
globalThis.mocks = { lib: () => {} }
const mock = new Module(path)
mock._compile('module.exports = globalThis.mocks.lib', path)
mock.exports(2)
`,
      'src/lib.cjs': 'module.exports = function ran(n) {\n  if (n > 1) throw n\n}\n',
    })
    const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', 'main.cjs'])
    expect(run.stderr).not.toContain('(compiled-without-map)')
    const { f, b } = project.file('src/lib.cjs')
    expect([f, b]).toEqual([{ 0: 1 }, { 0: [0, 1] }])
  })
})

describe('a byte order mark', () => {
  test.each([
    ['CommonJS', 'src/main.cjs', program],
    ['an ES module', 'src/main.mjs', program],
  ])('in %s moves no count', async (_, path, text) => {
    const project = createProject({
      'package.json': '{}',
      [path]: `\uFEFF${text.replace('\n', ' // one line\n')}`,
    })
    await expectCounts(project, [path], path)
  })

  test('in a build moves no count', async () => {
    const project = createProject({
      'package.json': '{}',
      'src/main.js': program,
      'dist/main.js': `\uFEFF${bundle}//# sourceMappingURL=main.js.map\n`,
      'dist/main.js.map': JSON.stringify({ ...bundleMap, sources: ['../src/main.js'] }),
    })
    await expectCounts(project, ['dist/main.js'])
  })
})
