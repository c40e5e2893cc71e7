import type { FileCoverageData } from 'istanbul-lib-coverage'
import { describe, expect, test } from 'vitest'
import { countsOf } from '../e2e/project.ts'
import { createJestProject } from './jest-project.ts'

// The same work once in the test, then in the test and in a child: all counts double, and nothing is added to the structure.

const work = `function classify(value) {
  if (value > 2) return 'many'
  else if (value === 0) {
    return 'none'
  }
  for (let i = 0; i < value; i++) {
    try {
      if (i === 1) throw new Error('no')
    } catch (error) {
      value = value > 0 ? value + 0 : 0
    } finally {
      value += 0
    }
  }
  return name(value) || pick(value)
}
function pick(value) {
  const choose = value && (x => x || 'two')
  return choose ? choose('') : null
}
function name(value) {
  switch (value) {
    case 1: return 'one'
    case 9: return 'never'
    default: break
  }
}
class Box {
  #value = 1
  static make() { return new Box() }
  get value() { return this.#value ?? 0 }
  never() {
    return 5
  }
}
const unused = () => 1
exports.work = () => {
  const found = [0, 1, 2, 3, 2].map(value => classify(value))
  return found.join() + Box.make().value
}
`
const files = {
  'src/work.js': `${work}if (require.main === module) exports.work()\n`,
  'test/work.test.js': `const { execFileSync } = require('node:child_process')
const { work } = require('../src/work')
test('works', () => {
  expect(work()).toBe('none,one,two,many,two1')
  if (process.env.IN_CHILD) execFileSync(process.execPath, ['src/work.js'])
})
`,
  'jest.config.js':
    "module.exports = { reporters: ['default', 'covtree/jest'], coverageReporters: ['json'] }",
}

describe.each(['babel', 'v8'])('counts with the provider %s', provider => {
  test('are exactly double when a child does the same', async () => {
    const project = createJestProject(files)
    const run = async (folder: string) => {
      const result = await project.jest(
        '--coverage',
        `--coverageProvider=${provider}`,
        `--coverageDirectory=${folder}`,
      )
      expect(result.code).toBe(0)
      return project.file('src/work.js', folder)
    }
    const alone = await run('alone')
    project.write({ 'test/work.test.js': files['test/work.test.js'].replace('process.env.IN_CHILD', 'true') })
    const both = await run('both')
    expect(structureOf(both)).toEqual(structureOf(alone))
    expect(describeCounts(both, 1)).toEqual(describeCounts(alone, 2))
  })
})

function structureOf({ statementMap, fnMap, branchMap }: FileCoverageData) {
  return { statementMap, fnMap, branchMap }
}

describe('with the provider v8, functions of TypeScript', () => {
  // tsc writes `exports.unused = unused` above the functions, with the places of the function; esbuild a getter.
  test.for(['tsc', 'tsx'])('have the counts of their calls in a child run by %s', async tool => {
    const project = createJestProject({
      'jest.config.js': `module.exports = {
  reporters: ['default', 'covtree/jest'], coverageReporters: ['json'], collectCoverageFrom: ['src/lib.ts'],
  transform: { '\\\\.ts$': '<rootDir>/transform.js' },
}`,
      'transform.js': `const ts = require('typescript')
const compile = (text, fileName) => ts.transpileModule(text, {
  fileName,
  compilerOptions: { module: 'commonjs', target: 'es2022', sourceMap: true, inlineSources: true },
})
module.exports = {
  compile,
  process(text, file) {
    const { outputText, sourceMapText } = compile(text, file)
    return { code: outputText, map: sourceMapText }
  },
}
`,
      'src/lib.ts': `export function greet(name: string): string {
  return \`hello \${name}\`
}
export function unused(): number {
  return 1
}
`,
      'src/main.ts': "import { greet } from './lib'\ngreet('a')\ngreet('b')\n",
      'test/lib.test.js': `const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const { compile } = require('../transform.js')
const { greet } = require('../src/lib.ts')
test('greets', () => {
  for (const name of ['lib', 'main']) {
    const { outputText, sourceMapText } = compile(fs.readFileSync('src/' + name + '.ts', 'utf8'), name + '.ts')
    fs.mkdirSync('dist', { recursive: true })
    fs.writeFileSync('dist/' + name + '.js', outputText)
    const map = { ...JSON.parse(sourceMapText), sources: ['../src/' + name + '.ts'] }
    fs.writeFileSync('dist/' + name + '.js.map', JSON.stringify(map))
  }
  expect(greet('c')).toBe('hello c')
  execFileSync(process.execPath, ${tool === 'tsx' ? "['--import', 'tsx', 'src/main.ts']" : "['dist/main.js']"})
})
`,
    })
    const run = await project.jest('--coverage', '--coverageProvider=v8')
    expect(run).toMatchObject({ code: 0 })
    expect(countsOf(project.file('src/lib.ts')).functions).toEqual({ greet: 3, unused: 0 })
  })
})

/** Counts by place, times `factor`; the last statement differs: only a child runs its `work()`. */
function describeCounts({ statementMap, fnMap, branchMap, s, f, b }: FileCoverageData, factor: number) {
  const counts: Record<string, number | number[]> = {}
  const last = Math.max(...Object.values(statementMap).map(place => place.start.line))
  for (const [id, { start }] of Object.entries(statementMap)) {
    if (start.line < last) counts[`s${id} ${start.line}:${start.column}`] = s[id]! * factor
  }
  for (const [id, { name, loc }] of Object.entries(fnMap))
    counts[`f ${name} ${loc.start.line}`] = f[id]! * factor
  for (const [id, { type, loc }] of Object.entries(branchMap)) {
    if (loc.start.line < last)
      counts[`b${id} ${type} ${loc.start.line}:${loc.start.column}`] = b[id]!.map(count => count * factor)
  }
  return counts
}
