import { expect, test } from 'vitest'
import { readWrittenStructure, writeStructure } from '../../src/core/structure/known-structures.ts'
import { createPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { readPlainScripts, scriptFolders } from './scripts.ts'

/** As text, for a quick comparison; JSON knows no end of a line. */
const print = (value: unknown) =>
  JSON.stringify(value, (_, part) => (part === Number.POSITIVE_INFINITY ? 'end' : part))

test.for(scriptFolders)(
  'structures of the scripts of %s are the same after they were written down',
  folder => {
    let planned = 0
    for (const { path, text, program } of readPlainScripts(folder)) {
      const made = createPlainStructure(path, text, program)
      const read = readWrittenStructure(path, text, writeStructure(text, made))!
      if (print(read) !== print(made)) expect.fail(`${path} was read as something else`)
      if (made.counts) planned++
    }
    expect(planned).toBeGreaterThan(5)
  },
)

test('keeps the ends of lines, names like them, and takes the path it is asked for', () => {
  const text = 'export const a = { \'"column":null\'() {} }\nexport function ü() { return a }\n'
  const made = createPlainStructure('/here/a.js', text, parseModule(text)!)
  const read = readWrittenStructure('/there/a.js', text, writeStructure(text, made))!
  expect(read.file).toEqual({ ...made.file, path: '/there/a.js' })
  expect(read.file.statementMap[0]!.end.column).toBe(Number.POSITIVE_INFINITY)
})

test('is of no use for another text', () => {
  const text = 'export const a = 1\n'
  const written = writeStructure(text, createPlainStructure('/a.js', text, parseModule(text)!))
  expect(readWrittenStructure('/a.js', 'export const a = 2\n', written)).toBeUndefined()
})
