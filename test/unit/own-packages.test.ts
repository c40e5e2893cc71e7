import { expect, test } from 'vitest'
import { listOwnPackages } from '../../src/run/data/own-packages.ts'
import { writeProgram } from '../bootstrap/program.ts'

const named = (name: string) => JSON.stringify({ name })
const folders = {
  'packages/a/package.json': named('a'),
  'packages/b/package.json': named('@org/b'),
  'packages/private/package.json': named('private'),
  'packages/deep/c/package.json': named('c'),
  'packages/a/node_modules/d/package.json': named('d'),
  'other/package.json': named('other'),
}

test.for<[where: string, files: Record<string, string>, names: string[]]>([
  ['nowhere', {}, []],
  ['the name in package.json', { 'package.json': named('root') }, ['root']],
  [
    '`workspaces`',
    { 'package.json': JSON.stringify({ name: 'root', workspaces: ['packages/*', '!packages/private'] }) },
    ['@org/b', 'a', 'root'],
  ],
  [
    '`workspaces.packages`',
    { 'package.json': JSON.stringify({ workspaces: { packages: ['./packages/**', 'other/'] } }) },
    ['@org/b', 'a', 'c', 'other', 'private'],
  ],
  [
    'pnpm-workspace.yaml',
    {
      'package.json': named('root'),
      'pnpm-workspace.yaml':
        '# packages\npackages:\n  # all\n  - \'packages/*\'\n\n  - "!packages/private" # not this\n- other\ncatalog:\n  - packages/deep/*\n',
    },
    ['@org/b', 'a', 'other', 'root'],
  ],
  ['a package.json that cannot be read', { 'package.json': '{ "name":' }, []],
  ['a package.json of another shape', { 'package.json': '[{"name": 1}]' }, []],
])("finds the project's packages by %s", ([, files, names]) => {
  const root = writeProgram({ ...folders, ...files })
  expect(Object.keys(listOwnPackages([root])).sort()).toEqual(names)
})
