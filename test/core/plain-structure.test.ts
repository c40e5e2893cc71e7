import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse } from 'acorn'
import convert from 'ast-v8-to-istanbul'
import { expect, test } from 'vitest'
import { parseStructure } from '../../src/core/combining/own-structure.ts'
import { createPlainStructure, isPlain } from '../../src/core/structure/plain-structure.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { listScripts } from './scripts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The structure that ast-v8-to-istanbul makes of a text. */
async function createByLibrary(path: string, text: string): Promise<unknown> {
  const ast = parse(text, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    allowReturnOutsideFunction: true,
  })
  const coverage = { url: pathToFileURL(path).href, functions: [] }
  const map = (await convert({ code: text, ast: ast as never, coverage })) as Record<
    string,
    { meta?: unknown }
  >
  delete map[path]!.meta
  return map[path]
}

test.for(['node_modules/picomatch', 'node_modules/zod/v4/core', 'node_modules/istanbul-reports', 'fixtures'])(
  'gives the scripts of %s the structure that ast-v8-to-istanbul does',
  async folder => {
    let compared = 0
    for (const path of listScripts(join(root, folder))) {
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
      const program = isPlain(text) ? parseModule(text) : undefined
      if (!program) continue
      const { file: structure } = createPlainStructure(path, text, program)
      expect(JSON.stringify(structure), path).toBe(JSON.stringify(await createByLibrary(path, text)))
      compared++
    }
    expect(compared).toBeGreaterThan(5)
  },
)

test.for([
  '',
  '#!/usr/bin/env node\n"use strict"\nlet a\n',
  'const a = () => () => (b, c) => (b ?? c) || 1',
  'if (a) b()\nelse if (c) d(); else {}',
  'class A { static #x = 1; y; ["z"] = () => 2; get #q() { return 1 } static async *m() {} constructor() {} }',
  'const o = { a() {}, get b() { return 1 }, "c": function () {}, [d]: () => 1, e: function e() {}, async f() {} }',
  'function f() {}\nfunction g() { function f() {} }\nconst h = { f() {}, f_2() {} }\n{ function f() {} }',
  'switch (a) {}\nswitch (b) { case 1: break; default: c() }',
  'for (;;) break\nfor (const a of b) continue\nfor (a in b);\ndo a(); while (b)\nl: while (1) break l',
  'const é = 1, aé = é ? "…" : `\n\x24{é}\n`\r\nconst $b_ = function $c() {}\r\n',
  'const { a = 1, b: { c = () => 2 } = {} } = d, [e = 3] = []',
  'export default function () {}\nexport const a = class {}\nexport { a as b }',
  'try { throw 1 } catch { } finally { debugger }',
  'a && b || (c && (d ?? e)); a ||= b && c',
])('gives %j the structure that ast-v8-to-istanbul does', async text => {
  const path = join(root, 'a.js')
  const { file: structure } = createPlainStructure(path, text, parseModule(text)!)
  expect(JSON.stringify(structure)).toBe(JSON.stringify(await createByLibrary(path, text)))
})

test.for(['/* istanbul ignore next */ a()', '// v8 ignore start', '//# sourceMappingURL=a.js.map'])(
  'leaves %j to ast-v8-to-istanbul',
  text => expect(isPlain(text)).toBe(false),
)

test.for([
  ['a name that is declared twice', 'function a() { return 1 }\nfunction a() { return 2 }\nvar a\n', 2],
  ['with', 'function a(b) { with (b) return c }\n', 1],
  ['an octal number', 'function a() { return 010 }\n', 1],
  ['await as a name, and return', 'var await = function () {}\nreturn await()\n', 1],
  ['an ignore hint', '/* v8 ignore next */\nfunction a() {}\nfunction b() {}\nfunction b() {}\n', 2],
] as const)('reads CommonJS that is no ES module: %s', async ([, text, functions]) => {
  const path = join(root, 'a.cjs')
  const file = await parseStructure(path, { path, text, sourceMap: undefined, shift: 0 })
  expect(Object.keys(file!.fnMap)).toHaveLength(functions)
})
