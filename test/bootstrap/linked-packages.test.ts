import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, type RunOptions, start } from './run-process.ts'

const flags = ['--preserve-symlinks', '--preserve-symlinks-main']

test.for<[name: string, args: string[], options: RunOptions]>([
  ['without options', [], {}],
  ['with --preserve-symlinks', flags, {}],
  [
    'with NODE_PRESERVE_SYMLINKS',
    [],
    { env: { NODE_PRESERVE_SYMLINKS: '1', NODE_PRESERVE_SYMLINKS_MAIN: '1' } },
  ],
])('a linked package counts where it lies, %s', async ([, args, { env }]) => {
  const root = writeProgram({
    'project/packages/lib/index.cjs': 'exports.ran = n => (n > 1 ? 2 : n)\n',
    'project/packages/lib/package.json': '{ "main": "index.cjs" }',
    'project/node_modules/installed/index.js': 'exports.other = () => {}\n',
    'project/main.cjs': `require('lib').ran(1)\nrequire('installed').other()\n`,
    'project/module.mjs': `import { ran } from 'lib'\nran(1)\n`,
  })
  const project = join(root, 'project')
  symlinkSync('../packages/lib', join(project, 'node_modules/lib'))
  symlinkSync('project', join(root, 'link'))
  const data = createDataFolder({}, `${project}/`)
  for (const main of ['project/main.cjs', 'project/module.mjs', 'link/main.cjs']) {
    const source = { COVTREE_SOURCE: `${join(root, 'link')}/:${project}/` }
    const running = start([...args, join(root, main)], { env: { ...data.env, ...source, ...env } })
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
  }
  const { map, warnings } = await combineFolder(data.folder, { root: project })
  expect(warnings).toEqual([])
  expect(Object.keys(map).sort()).toEqual(
    ['main.cjs', 'module.mjs', 'packages/lib/index.cjs'].map(name => join(project, name)),
  )
  expect(map[join(project, 'packages/lib/index.cjs')]!.f[0]).toBe(3)
  expect(map[join(project, 'main.cjs')]!.s[0]).toBe(2)
})
