import { compileFunction } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readNotes } from '../../src/core/reading/read-notes.ts'
import { createPlainStructure, readPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { readPlainScripts, scriptFolders } from './scripts.ts'

/** Compares what is read without a syntax tree with what is made of one. Tells whether it is read at all. */
function compare(path: string, text: string): boolean {
  const read = readPlainStructure(path, text)
  const program = parseModule(text)
  if (!read) return false
  if (!program) {
    // What V8 runs as a script must not be taken for a module.
    expect(() => compileFunction(text), text).toThrow()
    return false
  }
  expect(read, text).toEqual(createPlainStructure(path, text, program))
  expect(JSON.stringify(read), text).toBe(JSON.stringify(createPlainStructure(path, text, program)))
  return true
}

test.for(scriptFolders)('reads most scripts of %s as the parser does', folder => {
  let all = 0
  let read = 0
  for (const { path, text } of readPlainScripts(folder)) {
    all++
    if (compare(path, text)) read++
  }
  expect(read).toBeGreaterThan(0.8 * all)
})

const plain = [
  '',
  '#!/usr/bin/env node\n"use strict"\nlet a = 1, [b, c = 2] = [], { d, e: { f = () => 3 } = {}, ...g } = {}\n',
  'const a = () => () => (b, c) => (b ?? c) || 1, d = async e => await e, f = async (g, { h = 1 } = {}) => { await g }\n',
  'const a = b => ({ c: b });\n/d/.test(a) && /[/]\\//g.exec(e) || f / g / h\nlet i = () => {}\n/j/u',
  'if (a) b()\nelse if (c) d(); else {}\nif ((a)) ; else (b)\n',
  'a && b || (c && (d ?? (e, f))); (a || b) && c; ((a) && (b)) ; x = y ? (z) : (w)',
  'a = b = c; a ||= b && c; [a = 1, ...b] = c; ({ a, b: c = 2, [d]: e = () => 1, f = 3 } = g); (a) = 1; (a.b)++; --a[0]',
  '[[a = 1], { b: [c = 2] }] = d; f([a = 1], { b: c = 2 }, (a = 1, b = 2)); for ([a = 1] of b) ; for ({ a = 1 } in b) ;',
  '([a = 1, { b = 2 }], c = 3, ...[d = 4]) => 1; (function () {})(); (() => {})(); !function a() {}()',
  'class A { static #x = 1; y; z = (2); ["z"] = () => 2; get #q() { return #x in this } static async *m() {} static { a() } constructor() { } }',
  'class B extends (a, b) { constructor() { super() } static get; set; async = 1; get [c]() { } static static() { } "d"() { } 5() { } async e() { await 1 } * f() { yield; yield* g } }',
  'const o = { a() {}, get b() { return 1 }, "c": function () {}, [d]: () => 1, e: function e() {}, async f() {}, *g() {}, get: 1, set, async, h: (function () {}) }',
  'function f() {}\nfunction g() { function f() {} function f() {} var f }\nconst h = { f() {}, f_2() {} }\n{ function f() {} }',
  'switch (a) { case 1: case (2): b(); break; default: c() }\nswitch (d) {}',
  'for (;;) break\nfor (const a of b) continue\nfor (a in b);\nfor (let i = 0, n = (1 in b); i < n; i++) { }\ndo a(); while (b) c()',
  'l: for (var a of b) { for await (const c of d) continue l }\nwhile (1) break\n',
  "const b = `\\u{61}\x24{`\x24{a ? { b } : `c`}`}` + tag`\x24{() => `}`}`, c = \"\\\r\n'\" + '\\0' + .5 + 1e-3 + 0xff + 1_000n + 1..toFixed()",
  'export default function () {}\nexport const a = class {}\nexport { a as b, l as "d" }; export * as e from "f" with { type: "json" }\nimport g, { default as h, "i" as j } from "k"\nimport * as l from "m"; import "n"',
  'export default async function a() {}\nexport async function b() { await import("c"); import.meta.url }\nexport { d } from "e"',
  'export default class { }\n',
  'export default (a, b) => a || b\n',
  'export default a ? b : c\n',
  'try { throw 1 } catch { } finally { debugger }\ntry { } catch ({ a = 1 }) { }',
  'a?.b?.[c]?.(d); a ?.5 : b; new a.b(c)(d); new new A()(); new A; function b() { new.target } delete a.b; void 0; typeof a',
  'function f(a, b = 1, { c = 2 }, ...d) { return\na }\nasync function* g() { yield a, await b; for await (c of d) yield }',
  'a\n++b\nc\n/* \n */ d // e\nvar f = function\ng() {}\nreturn',
  'async(a, b); async\n(a); async.b; const async = 1; let get, set, of, as, from; a = async function () {}',
  'if (a) { "use strict" } "use strict"; ("use strict"); "b"; while (n-- > 0) ; a < b > c <= d >= e >>> f << g',
]

test.for(plain)('reads %j as the parser does', text => {
  expect(compare('/a.js', text)).toBe(true)
})

test('reads what is made of several, one in another, as the parser does', () => {
  const wrappers = [
    'function f() { @ }',
    '{ @ }',
    'if (x) { @ } else { @ }',
    'const y = () => { @ }',
    'a(async function () { @ }, b || c)',
    '[class { m() { @ } }, d && 1]',
    'for (;;) { @ }',
    '@\n@',
  ]
  const body = fc.letrec<{ text: string }>(tie => ({
    text: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...plain),
      fc
        .tuple(fc.constantFrom(...wrappers), tie('text'), tie('text'))
        .map(([wrapper, a, b]) => wrapper.replace('@', () => a).replace('@', () => b)),
    ),
  })).text
  let read = 0
  fc.assert(
    fc.property(body, text => {
      if (compare('/a.js', text)) read++
    }),
    { numRuns: 300 },
  )
  expect(read).toBeGreaterThan(50)
})

test.for([
  // Of a script, and of no module.
  'with (a) { }',
  'a = 010',
  'a = "\\01"',
  'delete a',
  'function f(a, a) {}',
  'function f() {}\nfunction f() {}',
  'function f() {}\nif (a) { var f }',
  '{ function f() {} function f() {} }',
  'switch (a) { case 1: function f() {} case 2: function f() {} }',
  'arguments = 1',
  '[arguments] = a',
  '({ eval } = a)',
  'eval++',
  'var static',
  'let = 1',
  'yield = 1',
  'if (a) function f() {}',
  'a: function f() {}',
  'function f() { await(a) }',
  'a = b <!-- c\n',
  'a\n--> b',
  'for (var i = 0 in a) ;',
  'f() = 1',
  'for (f() of a) ;',
  'new.target',
  'var package',
  'function eval() {}',
  '(eval) => 1',
  'const arguments = 1',
  // Of no program.
  'a b',
  'f(',
  '`${a',
  '"a',
  '/a',
  'class { constructor( }',
  'if (a) let b',
  'a = {',
  'import a',
  '}',
  'a ? b',
  // What compilers leave, and counts that stand elsewhere.
  'const a = (t, v) => d(t, "name", { value: v })',
  '_export(exports, { get a() { return a } })',
  '0 && (module.exports = { a })',
  'b = a != null ? a : c',
  'b = (_a = c) === null || _a === void 0 ? void 0 : _a.d',
  'a = { [b || c]() {} }',
  // What is rare.
  'const é = 1',
  'a = \\u0061',
  'a\u2028b',
  'a\rb',
  'using a = b',
  'a && await b',
  '@a class B {}',
])('leaves %j to the parser', text => {
  expect(readNotes(text)).toBeUndefined()
})

test('leaves what is nested too deeply to the parser', () => {
  expect(readNotes(`${'('.repeat(100_000)}a${')'.repeat(100_000)}`)).toBeUndefined()
})
