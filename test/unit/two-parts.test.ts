import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const module: string = join(import.meta.dirname, '../../scripts/two-parts.mjs')
const { joinParts } = await import(module)

const chunk = `let n = 0
const count = () => ++n
function start() { return makeLater }
export { count as a, start as b }`
const entry = "import { b as x } from './chunk.js'\nexport { x as begin }"

test('the second part runs at its first call, with what it imports from the first', () => {
  const later = `import { a as n } from './chunk.js'
const first = n()
function again() { return [first, n()] }
export { again as more }`
  const exports: { begin?: () => () => { more: () => number[] } } = {}
  runInNewContext(joinParts({ chunk, entry, later }), { exports })
  const makeLater = exports.begin!()
  expect(makeLater().more()).toEqual([1, 2])
})

test.for([
  'const { kill } = process',
  'const timer = setTimeout',
  'const clone = globalThis.structuredClone',
  "const fs = require('node:fs')",
  "const name = 'x' + process.pid",
  'class A { static pid = process.pid }',
])(
  'a second part that reads what a program can replace when it is made is an error of the build: %s',
  line => {
    const later = `${line}\nexport {}`
    expect(() => joinParts({ chunk, entry, later })).toThrow('is made later and must not read')
  },
)

test('functions of the second part may read it', () => {
  const later =
    'const read = () => process.pid\nclass A { get pid() { return process.pid } }\nexport { read }'
  expect(() => joinParts({ chunk, entry, later })).not.toThrow()
})
