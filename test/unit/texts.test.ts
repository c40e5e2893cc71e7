import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { saveText } from '../../bootstrap/data/texts.ts'
import { writeProgram } from '../bootstrap/program.ts'

test.for([
  { name: 'a relative path', comment: () => 'maps/a%20map.json' },
  { name: 'a URL', comment: (folder: string) => pathToFileURL(join(folder, 'maps/a map.json')).href },
  { name: 'a path', comment: (folder: string) => join(folder, 'maps/a map.json') },
])('keeps the source map that a comment names by $name', ({ comment }) => {
  const folder = writeProgram({ 'maps/a map.json': '{"version":3}' })
  mkdirSync(join(folder, 'texts'))
  const saved = saveText(join(folder, 'data'), 'text', comment(folder), join(folder, 'program.js'))
  expect(readFileSync(join(folder, 'texts', saved.map!), 'utf8')).toBe('{"version":3}')
})

test('keeps no source map of another host', () => {
  const folder = writeProgram({})
  mkdirSync(join(folder, 'texts'))
  const saved = saveText(join(folder, 'data'), 'text', 'https://example.org/a.map', join(folder, 'a.js'))
  expect(saved.map).toBeUndefined()
})

test('replaces nothing that another process has written under the same name', () => {
  const folder = writeProgram({})
  mkdirSync(join(folder, 'texts'))
  const { text } = saveText(join(folder, 'data'), 'text', undefined)
  writeFileSync(join(folder, 'texts', text), 'by another process')
  saveText(join(folder, 'data'), 'text', undefined)
  expect(readFileSync(join(folder, 'texts', text), 'utf8')).toBe('by another process')
})
