import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProject, type Project } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const files = {
  'src/main.js': `import { pick } from './pick.js'
for (const word of process.argv.slice(2)) console.log(pick(word))
`,
  'src/pick.js': `export function pick(word) {
  if (word === 'a') return 1
  return word.length > 3 ? 3 : word && 4
}
export async function later(list) {
  for (const item of list) if (item && (await item)) return item
}
`,
  'src/shout.ts': 'export const shout = (word: string): string => word.toUpperCase()\n',
}
const cacheFile = (project: Project) => join(project.root, 'node_modules/.cache/covtree/structures')

/** A project with the data of three processes. */
async function createMeasured(): Promise<Project> {
  const project = createProject(files)
  for (const word of ['a', 'b', 'long']) {
    const flags = ['--append', '--no-report', '--', 'node', 'src/main.js', word]
    expect(await covtree(project, ['run', ...flags])).toMatchObject({ code: 0, stderr: '' })
  }
  return project
}

/** What a report says, printed and written. */
async function report(project: Project, ...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await covtree(project, ['report', '-r', 'json', '-r', 'text', ...flags])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return `${stdout}\n${readFileSync(join(project.root, 'coverage/coverage-final.json'), 'utf8')}`
}

describe('structures that are kept', () => {
  test('change nothing in a report', async () => {
    const project = await createMeasured()
    const [plain, all] = [await report(project, '--no-cache'), await report(project, '--no-cache', '--all')]
    expect(existsSync(cacheFile(project))).toBe(false)
    for (let times = 0; times < 2; times++) {
      expect(await report(project)).toBe(plain)
      expect(await report(project, '--all')).toBe(all)
      expect(existsSync(cacheFile(project))).toBe(true)
    }
    truncateSync(cacheFile(project), 1000)
    expect(await report(project)).toBe(plain)
  })

  test('are used for the text that they were made of, and for no other', async () => {
    const project = await createMeasured()
    const plain = await report(project)
    // Nothing else tells from outside whether they are.
    writeFileSync(
      cacheFile(project),
      readFileSync(cacheFile(project), 'utf8').replaceAll('"name":"pick"', '"name":"kept"'),
    )
    expect(await report(project)).toBe(plain.replaceAll('"name":"pick"', '"name":"kept"'))
    expect(await report(project, '--no-cache')).toBe(plain)
    // As long as before: neither its size nor its structure tells.
    project.write({ 'src/pick.js': files['src/pick.js'].replaceAll("'a'", "'z'") })
    const run = await covtree(project, ['run', '-r', 'json', '--', 'node', 'src/main.js', 'a'])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(project.file('src/pick.js')).toMatchObject({
      fnMap: { 0: { name: 'pick' } },
      f: { 0: 1, 1: 0 },
      b: { 0: [0, 1] },
    })
  })
})
