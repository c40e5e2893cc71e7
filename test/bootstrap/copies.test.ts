import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { linkPackages } from '../e2e/project.ts'
import { nodeMajor } from '../e2e/toolchain.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, start } from './run-process.ts'

const source = 'export const ran = (n: number) => (n > 1 ? 2 : n)\nexport const never = () => 0\nran(1)\n'
const { code, map } = transformSync(source, {
  loader: 'ts',
  minify: true,
  sourcemap: 'external',
  sourcefile: '../src/main.ts',
})
const library = 'exports.ran = n => (n > 1 ? 2 : n)\nexports.never = () => 0\n'

/** Files of a project, and of one of its workspaces. */
const cli = {
  'lib/run.cjs': library,
  'main.cjs': "require('./lib/run.cjs').ran(2)\n",
  'module.mjs': "import { ran } from './lib/run.cjs'\nran(1)\n",
  'typed.mts': 'const a: number = 1\nif (a > 1) throw a\n',
  'src/main.ts': source,
  'dist/main.mjs': `${code}//# sourceMappingURL=main.mjs.map\n`,
  'dist/main.mjs.map': map,
}
const tool = { 'index.cjs': library, 'main.cjs': "require('./index.cjs').ran(2)\n" }

function below(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]))
}

/** Runs a program outside of the project and removes its folder; returns the files of the project that are counted. */
async function countCopy(files: Record<string, string>, main: string): Promise<string[]> {
  const root = writeProgram({
    ...below('project', cli),
    ...below('project/packages/tool', tool),
    ...files,
  })
  const project = join(root, 'project')
  linkPackages(join(project, 'node_modules'), name => name === 'esbuild')
  const packages = { cli: project, '@org/tool': join(project, 'packages/tool') }
  const data = createDataFolder({ packages, stripsTypes: true }, `${project}/`)
  expect(await start([join(root, main)], { env: data.env }).ended).toMatchObject({ code: 0 })
  for (const name of Object.keys(files)) rmSync(join(root, name))
  const combined = await combineFolder(data.folder, { root: project })
  expect(combined.warnings).toEqual([])
  return Object.values(combined.map)
    .filter(({ s }) => Object.values(s).some(count => count > 0))
    .map(({ path }) => path.slice(project.length + 1).replaceAll('\\', '/'))
    .sort()
}

const plain = ['lib/run.cjs', 'main.cjs']
const ofTool = ['packages/tool/index.cjs', 'packages/tool/main.cjs']
const dist = { 'main.mjs': cli['dist/main.mjs'], 'main.mjs.map': map }

test.for<[kind: string, folder: string, files: Record<string, string>, main: string, counted: string[]]>([
  ['an installed package', 'x/node_modules/cli', cli, 'main.cjs', plain],
  ['an ES module of it', 'x/node_modules/cli', cli, 'module.mjs', ['lib/run.cjs', 'module.mjs']],
  ['a bundle of it with a source map', 'x/node_modules/cli', cli, 'dist/main.mjs', ['src/main.ts']],
  ['a package with a scope', 'x/node_modules/@org/tool', tool, 'main.cjs', ofTool],
  ['a package installed inside of the project', 'project/tmp/node_modules/cli', cli, 'main.cjs', plain],
  ["a copy in pnpm's store", 'project/node_modules/.pnpm/cli@1/node_modules/cli', cli, 'main.cjs', plain],
  ['a folder with the whole project', 'x', cli, 'main.cjs', plain],
  ['a folder with a part of it', 'x/dist', dist, 'main.mjs', ['src/main.ts']],
])('a copy counts for the files that were copied: %s', async ([, folder, files, main, counted]) => {
  expect(await countCopy(below(folder, files), `${folder}/${main}`)).toEqual(counted)
})

test.runIf(nodeMajor >= 24)(
  'a copy counts for the files that were copied: TypeScript that Node strips (Node 24)',
  async () => {
    expect(await countCopy(below('x', cli), 'x/typed.mts')).toEqual(['typed.mts'])
  },
)

test.for<[kind: string, files: Record<string, string>, main: string]>([
  ['a package with another name', below('x/node_modules/other', cli), 'x/node_modules/other/main.cjs'],
  [
    'a dependency of an installed package',
    below('x/node_modules/cli/node_modules/other', cli),
    'x/node_modules/cli/node_modules/other/main.cjs',
  ],
  [
    'another version of the package',
    below('x/node_modules/cli', {
      'main.cjs': `${cli['main.cjs']}// changed\n`,
      'lib/run.cjs': `${library};`,
    }),
    'x/node_modules/cli/main.cjs',
  ],
  [
    "another version that is installed as the project's dependency and whose map leads out of its package",
    below('project/node_modules/cli/dist', {
      'main.mjs': `${code};\n//# sourceMappingURL=main.mjs.map\n`,
      'main.mjs.map': JSON.stringify({ ...JSON.parse(map), sources: ['../../../src/main.ts'] }),
    }),
    'project/node_modules/cli/dist/main.mjs',
  ],
  ['a program of its own', { 'x/main.cjs': 'console.log(1)\n' }, 'x/main.cjs'],
])('no copy, and nothing counts: %s', async ([, files, main]) => {
  expect(await countCopy(files, main)).toEqual([])
})
