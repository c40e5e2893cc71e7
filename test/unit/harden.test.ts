import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'

const plugin: string = join(import.meta.dirname, '../../scripts/harden/plugin.mjs')
const { createHardener } = await import(plugin)
const folder = mkdtempSync(join(tmpdir(), 'covtree-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Replaces every function of the built-in objects, and the iterators of lists, sets and maps. */
const sabotage = `
const { getOwnPropertyDescriptor, getOwnPropertyNames } = Object
function replaceFunctions(owner) {
  const names = getOwnPropertyNames(owner)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    const { value, writable } = getOwnPropertyDescriptor(owner, name)
    if (name === 'constructor' || typeof value !== 'function' || !writable) continue
    owner[name] = () => { throw new Error(name + ' was replaced') }
  }
}
const owners = [Array, JSON, Map, Math, Number, Object, Reflect, RegExp, Set, String]
for (let i = 0; i < owners.length; i++) {
  replaceFunctions(owners[i])
  if (!owners[i].prototype) continue
  replaceFunctions(owners[i].prototype)
  delete owners[i].prototype[Symbol.iterator]
}`

const list =
  'const list: number[] = [3, 1, 2]; const set = new Set(list); const map = new Map<string, number>(); map.set("a", 1)'

const uses: [use: string, code: string, result: unknown][] = [
  ['a method', 'list.push(4); return list.indexOf(4)', 3],
  ['a method of a set and of a map', 'set.add(9); return [set.has(9), map.get("a")]', [true, 1]],
  ['a function of Object', 'return Object.keys({ a: 1 })', ['a']],
  ['a function of JSON', 'return JSON.parse("[1]")', [1]],
  ['methods one after the other', 'return list.slice(1).map(x => x * 2).join()', '2,4'],
  [
    'a method behind ?.',
    'const none = undefined as number[] | undefined; return [none?.join(), list?.join()]',
    [undefined, '3,1,2'],
  ],
  ['a pattern', 'return /1/.test("a1")', true],
  [
    'for (const x of list)',
    'let sum = 0; for (const x of list) { if (x === 1) continue; sum += x } return sum',
    5,
  ],
  ['for (const x of set)', 'let sum = 0; for (const x of set) sum += x; return sum', 6],
  [
    'for (const [key, value] of map)',
    'let text = ""; for (const [key, value] of map) text += key + value; return text',
    'a1',
  ],
  ['for (const x of map.values())', 'let sum = 0; for (const x of map.values()) sum += x; return sum', 1],
  [
    'an array pattern',
    'const [first, , third = 7, ...rest] = list; return [first, third, rest.length]',
    [3, 2, 0],
  ],
  ['an array with a spread', 'return [0, ...list, ...set].length', 7],
  ['a call with a spread', 'return Math.max(...list)', 3],
  ['a set of a list', 'return new Set(list).size', 3],
]

const refusals: [code: string, use: string][] = [
  ['function* f() { yield 1 }; f()', 'a generator'],
  ['const f = ([a]: number[]) => a; f([1])', 'an array pattern as a parameter'],
  ['const f = (...x: number[]) => x; f(...[1])', 'a spread argument'],
  ['new Map([[1, 2]])', 'new Map with a list'],
  ['for (const x of "ab") console.log(x)', 'iteration over'],
  [
    'Date.prototype.getTime.name; new Date().toISOString()',
    'Date_toISOString, which is not in scripts/harden/builtins.mjs',
  ],
]

const fileUse = `import { readFileSync } from 'node:fs'; export const run = (path: string) => readFileSync(path, 'utf8')`

/** One module for each case, in one program: TypeScript needs a second to read its own types. */
const modules = new Map(
  [
    ...uses.map(([, code]): [string, string] => [code, `export function run() { ${list}; ${code} }`]),
    ...refusals.map(([code]): [string, string] => [code, `${code}\nexport {}`]),
    [fileUse, fileUse] as [string, string],
  ].map(([code, text], number) => {
    const path = join(folder, `module-${number}.ts`)
    writeFileSync(path, text)
    return [code, path]
  }),
)
const createPlugin = createHardener([...modules.values()])

/** Builds a module as the bootstrap is built. */
async function harden(code: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [modules.get(code)!],
    bundle: true,
    platform: 'node',
    format: 'iife',
    globalName: 'built',
    write: false,
    logLevel: 'silent',
    plugins: [createPlugin()],
  })
  return outputFiles[0]!.text
}

describe('a module of the bootstrap works after the program has replaced the functions of built-in objects', () => {
  test.each(uses)('%s', async (_use, code, result) => {
    const context = createContext({})
    runInContext(await harden(code), context)
    runInContext(sabotage, context)
    expect(structuredClone(runInContext('built.run()', context))).toEqual(result)
  })

  test('code that was not rewritten does not', () => {
    const context = createContext({})
    runInContext(sabotage, context)
    expect(() => runInContext('[].push(1)', context)).toThrow('push was replaced')
  })

  test('functions of node:fs are those of the start', async () => {
    const context = createContext({ require })
    runInContext(await harden(fileUse), context)
    const fs = require('node:fs')
    const { readFileSync } = fs
    try {
      fs.readFileSync = () => 'replaced'
      expect(runInContext('built.run', context)(import.meta.filename)).toContain('those of the start')
    } finally {
      fs.readFileSync = readFileSync
    }
  })
})

describe('the build refuses code that it cannot make independent', () => {
  test.each(refusals)('%s', async (code, use) => {
    await expect(harden(code)).rejects.toThrow(
      new RegExp(`module-\\d+\\.ts:1: the bootstrap must not use ${use}`),
    )
  })
})
