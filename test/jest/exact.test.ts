import type { FileCoverageData } from 'istanbul-lib-coverage'
import { describe, expect, test } from 'vitest'
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
