import picomatch from 'picomatch'
import { expect, test } from 'vitest'
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
