import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { StructureCache } from '../../src/run/sources/structure-cache.ts'

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-cache-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'cache')
}

const textOf = (name: string) => `export const ${name} = () => '${name} é'\n`
const structureOf = (name: string) =>
  createPlainStructure(`/${name}.js`, textOf(name), parseModule(textOf(name))!)

/** One run: asks for some files, and makes those that are not known. Returns the known ones. */
function run(folder: string, names: string[], maker = 'covtree 1'): string[] {
  const cache = new StructureCache(folder, maker)
  const known = names.filter(name => {
    const path = `/${name}.js`
    const structure = cache.take(path, textOf(name))
    if (!structure) cache.add(path, textOf(name), structureOf(name))
    else expect(structure).toEqual(structureOf(name))
    return structure !== undefined
  })
  cache.save()
  cache.close()
  return known
}

test('knows what earlier runs made', () => {
  const folder = makeFolder()
  expect(run(folder, ['a', 'b'])).toEqual([])
  expect(run(folder, ['a', 'b', 'c'])).toEqual(['a', 'b'])
  expect(run(folder, ['c'])).toEqual(['c'])
  expect(run(folder, ['d'])).toEqual([])
  expect(run(folder, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd'])
  expect(readdirSync(folder)).toEqual(['structures'])
})

test('hands out a structure as often as it is asked, and not the one that was counted in', () => {
  const folder = makeFolder()
  run(folder, ['a'])
  const cache = new StructureCache(folder, 'covtree 1')
  onTestFinished(() => cache.close())
  expect(cache.has('/a.js', textOf('a'))).toBe(true)
  cache.take('/a.js', textOf('a'))!.file.s[0] = 5
  expect(cache.take('/a.js', textOf('a'))).toEqual(structureOf('a'))
  expect(cache.has('/a.js', textOf('b'))).toBe(false)
  expect(cache.has('/b.js', textOf('a'))).toBe(false)
})

test('makes anew what another covtree or parser made', () => {
  const folder = makeFolder()
  run(folder, ['a'])
  expect(run(folder, ['a'], 'covtree 2')).toEqual([])
  expect(run(folder, ['a'], 'covtree 2')).toEqual(['a'])
})

const damages: [string, (file: string) => void][] = [
  ['is cut', file => truncateSync(file, statSync(file).size - 1)],
  ['is cut in its contents', file => truncateSync(file, 20)],
  ['is empty', file => truncateSync(file, 0)],
  ['has more in it', file => writeFileSync(file, 'more', { flag: 'a' })],
  ['is none of ours', file => writeFileSync(file, 'something else\n'.repeat(100))],
  ['names a size that is not its own', file => writeFileSync(file, `9999999999\n${readFileSync(file)}`)],
  [
    'holds something else',
    file => writeFileSync(file, String(readFileSync(file)).replaceAll('"file"', '"life"')),
  ],
  ['holds no JSON', file => writeFileSync(file, String(readFileSync(file)).replaceAll('{"text"', 'x"text"'))],
]

test.for(damages)('makes anew what a file held that %s', ([, damage]) => {
  const folder = makeFolder()
  run(folder, ['a', 'b'])
  damage(join(folder, 'structures'))
  expect(run(folder, ['a', 'b'])).toEqual([])
  expect(run(folder, ['a', 'b'])).toEqual(['a', 'b'])
})

test('leaves out what cannot be written, and says nothing', () => {
  const folder = makeFolder()
  writeFileSync(folder, 'a file where the folder is to be')
  expect(run(folder, ['a'])).toEqual([])
  expect(readFileSync(folder, 'utf8')).toBe('a file where the folder is to be')
})

test('loses nothing of what was read when another run writes in between', () => {
  const folder = makeFolder()
  run(folder, ['a', 'b'])
  const cache = new StructureCache(folder, 'covtree 1')
  expect(cache.take('/a.js', textOf('a'))).toEqual(structureOf('a'))
  expect(run(folder, ['c'])).toEqual([])
  expect(cache.take('/b.js', textOf('b'))).toEqual(structureOf('b'))
  cache.add('/d.js', textOf('d'), structureOf('d'))
  cache.save()
  cache.close()
  expect(run(folder, ['a', 'b', 'd'])).toEqual(['a', 'b', 'd'])
})

test('holds a limited number of bytes, of what was used last', () => {
  const folder = makeFolder()
  const large = (letter: string) => `export const x = '${letter.repeat(3_000_000)}'\n`
  const takeAll = (letters: string) => {
    const cache = new StructureCache(folder, 'covtree 1')
    const known = [...letters].filter(letter => {
      const [path, text] = [`/${letter}.js`, large(letter)]
      if (cache.take(path, text)) return true
      cache.add(path, text, createPlainStructure(path, text, parseModule(text)!))
      return false
    })
    cache.save()
    cache.close()
    return known.join('')
  }
  expect(takeAll('abcdefghijklmno')).toBe('')
  expect(statSync(join(folder, 'structures')).size).toBeLessThan(2 ** 25 + 1000)
  // 11 have room: those that are used stay, and are not driven out by what comes anew each time.
  expect(takeAll('abcdefghijklmno')).toBe('abcdefghijk')
  expect(takeAll('ijkl')).toBe('ijk')
  expect(takeAll('ijkl')).toBe('ijkl')
})
