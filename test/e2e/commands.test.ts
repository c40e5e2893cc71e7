import { expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

const files = {
  'src/cli.js': `import { spawnSync } from 'node:child_process'
if (process.argv[2]) spawnSync(process.execPath, ['src/' + process.argv[2], 'inner'])
`,
  'src/tool.js': `const names = Object.keys(process.env).filter(name => /^COVTREE_|^NODE_OPTIONS$/.test(name))
console.log('environment: ' + names)
`,
  'src/main.cjs': 'exports.answer = 42\n',
  'test/a.test.js': `import { execFileSync, execSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { withoutCoverage } from 'covtree/embed'
const run = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8' })
test('starts', () => {
  run('src/cli.js')
  run('src/cli.js', 'tool.js')
  expect(run('src/tool.js', 'build')).toBe('environment: \\n')
  execSync('node src/tool.js build')
})
test('leaves one child out', () => {
  execFileSync(process.execPath, ['src/main.cjs'], { env: withoutCoverage() })
  execFileSync(process.execPath, ['src/main.cjs'], { env: withoutCoverage({ PATH: process.env.PATH }) })
})
`,
}

test.each([
  ["{ exclude: ['tool.js build', /tool\\.js inner$/] }", { cli: 2, tool: undefined }, 2],
  ["{ exclude: 'build' }", { cli: 2, tool: 1 }, 3],
  ['{ include: /cli/ }', { cli: 2, tool: 1 }, 3],
  ["{ include: 'cli', exclude: /inner/ }", { cli: 2, tool: undefined }, 2],
])('commands: %s counts the other commands, and lists none as lost', async (commands, counts, total) => {
  const project = createProject({
    ...files,
    'vitest.config.ts': configWith(`subprocess: { commands: ${commands} }`),
  })
  const run = await project.run()
  expect(run.stderr).toBe('')
  expect(run.stdout).toContain(`Subprocesses : ${total} counted, 0 lost`)
  expect(countsOf(project.file('src/cli.js')).lines[2]).toBe(counts.cli)
  const tool = project.coverage()[`${project.root}/src/tool.js`]
  expect(tool && Object.values(tool.s)[0]).toBe(counts.tool ?? (tool && 0))
})
