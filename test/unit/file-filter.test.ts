import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { expect, onTestFinished, test } from 'vitest'
import { createFileFilter, defaultExclude } from '../../src/run/sources/file-filter.ts'

const names = [
  'a.js',
  'src/a.js',
  'src/[id].ts',
  'src/a.test.ts',
  'src/.hidden.js',
  'src/types.d.ts',
  'src/deep/er/b.mts',
  'test/a.js',
  'vitest.config.ts',
  'node_modules/x/a.js',
  'packages/p/node_modules/x/a.js',
  'src/(group)/page.tsx',
]

test.for([
  [['src/**'], []],
  [['**'], [...defaultExclude]],
  [['src/[id].ts', 'src/(group)/**'], ['**/*.tsx']],
  [['!src/**'], ['**/.*']],
  [['{src,packages}/**/*.{js,ts}', '*.js'], ['!**/*.js']],
  [['src/**/+(a|b).?(m)[jt]s'], ['src/deep']],
  [['src'], ['src/deep/**', 'src/a.js']],
  [['src/deep/er/**', 'a.js', '.hidden'], []],
  [['src/../src/**', '../p/src/**', './src/**/**'], []],
])('takes what picomatch takes: %j without %j', ([include, exclude]) => {
  const filter = createFileFilter({ root: '/p', include, exclude })
  const withFolders = (globs: string[]) => globs.flatMap(glob => [glob, `${glob}/**`])
  const isIncluded = picomatch(withFolders(include!), { dot: true })
  const isExcluded = picomatch([...withFolders(exclude!), '**/node_modules/**', '**/.git/**'], { dot: true })
  for (const name of names) {
    expect(filter(`/p/${name}`), name).toBe(isIncluded(name) && !isExcluded(name))
    expect(filter(`/p/src/../${name}`), name).toBe(filter(`/p/${name}`))
  }
  expect(names.some(name => filter(`/p/${name}`))).toBe(true)
  for (const other of ['/p', '/p/', '/q/a.js', '/p-q/src/a.js', '/p/../src/a.js'])
    expect(filter(other)).toBe(false)
})

test.for([
  ['src/a.test.ts', false],
  ['src/.hidden.js', false],
  ['src/types.d.ts', false],
  ['a/tests/b.js', false],
  ['jest.config.mjs', false],
  ['src/contest.js', true],
  ['src/config.ts', true],
  ['atest/a.d.js', true],
] as const)('without globs takes %s: %s', ([name, expected]) => {
  expect(createFileFilter({ root: '/p' })(`/p/${name}`)).toBe(expected)
})

// Node gives a script its real path, whatever path it was started by.
test.for<[root: string, globs: string[], taken: string[]]>([
  ['project', ['src'], ['packages/lib/a.js']],
  ['project', ['./src/*.js'], ['packages/lib/a.js']],
  ['link', ['packages'], ['packages/lib/a.js']],
  ['link', ['LINK/src/**'], ['packages/lib/a.js']],
  ['project', ['LINK/packages'], ['packages/lib/a.js']],
  ['link', ['PROJECT/main.js', 'none'], ['main.js']],
  ['link', [], ['packages/lib/a.js', 'main.js']],
  ['project', ['out'], []],
])('follows links: in %s, %j takes %j', ([root, globs, taken]) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-links-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const project = join(folder, 'project')
  mkdirSync(join(project, 'packages/lib'), { recursive: true })
  symlinkSync('project', join(folder, 'link'))
  symlinkSync('packages/lib', join(project, 'src'))
  symlinkSync('..', join(project, 'out'))
  const fill = (glob: string) => glob.replace('LINK', join(folder, 'link')).replace('PROJECT', project)
  const filter = createFileFilter({ root: join(folder, root), include: globs.map(fill) })
  expect(['packages/lib/a.js', 'main.js'].filter(name => filter(join(project, name)))).toEqual(taken)
  const outputs = [join(folder, 'link/packages')]
  const other = createFileFilter({ root: project, outputs })
  expect(other(join(project, 'packages/lib/a.js'))).toBe(false)
})
