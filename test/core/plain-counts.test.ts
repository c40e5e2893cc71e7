import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/core/counting/plan.ts'
import { createPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { collectSyntax } from '../../src/core/syntax/collect-syntax.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { createIdentityMapper } from '../../src/core/texts/identity-mapper.ts'
import { planByMatching } from './plan-by-matching.ts'
import { readPlainScripts, scriptFolders } from './scripts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Two plans: by matching a structure with its own text, and by the probes that were noted while the structure was made. */
function planBoth(path: string, text: string): { matched: Plan; noted: Plan | undefined } {
  const program = parseModule(text)!
  const { file, counts } = createPlainStructure(path, text, program)
  return {
    matched: planByMatching(file, text, collectSyntax(program), createIdentityMapper(text)),
    noted: counts?.plan(file),
  }
}

/** The content of a plan, in an order that does not depend on how it was made. */
function describePlan({ counters, points, loops, mayClamp, limits, isExact, statementsAt, spans }: Plan) {
  const toPoint = (index: number) => (index >= 0 ? `${points[index]}` : `-${points[~index]}`)
  return {
    counters: [...counters]
      .map(({ kind, id, arm, points }) => `${kind}${id}.${arm} ${Array.from(points, toPoint)}`)
      .sort(),
    loops: [...(loops ?? [])].sort(([a], [b]) => a - b),
    rest: { points, mayClamp, limits, isExact, statementsAt, spans },
  }
}

test.for(scriptFolders)('notes the same probes for the scripts of %s as matching finds', folder => {
  let compared = 0
  for (const { path, text } of readPlainScripts(folder)) {
    const { matched, noted } = planBoth(path, text)
    if (!noted) continue
    expect(describePlan(noted), path).toEqual(describePlan(matched))
    compared++
  }
  expect(compared).toBeGreaterThan(5)
})

test.for([
  '',
  '#!/usr/bin/env node\n"use strict"\nlet a\n',
  'function f(a) { if (a) b }\nfunction g(a) { if (a) ; else b }\nif (a);b()',
  'if (a) b; else c\nif (a) { b() } else if (c) d(); else {}\nif (a) if (b) c; else d\n',
  'const a = () => () => (b, c) => (b ?? c) || 1, d = async e => await e && (await e || (yield_))\n',
  'async function f(a) { a && await b(); c() ; return a || (b && await c) }\nfunction* g() { a && (yield b); h() }',
  'for (const a of b) for (;;) { if (a) break; else continue }\nfor await (const c of d) ;\nwhile (a && b) c()',
  'const { a = b && c, d: { e = () => 2 } = {} } = f, [g = 3] = []\nfunction h(i = j || k, [l = () => m] = n) { }',
  'class A extends (b || c) { static #x = d && e; y; z = () => 2; get #q() { return 1 } static { f && g() } static async *m() {} }',
  'const o = { a() {}, get b() { return 1 }, "c": function () {}, [d]: () => 1, e: function e() {}, async f() {} }',
  'switch (a) { case b && c: d(); case e: default: f() }\nl: { break l }\ntry { throw 1 } catch { } finally { debugger }',
  'a && b || (c && (d ?? e)); a ||= b && c; x = a ? b : c ? d : e, (a || b).c && d; (function (A) {})(A || (A = {}))',
  'export default function () {}\nexport const a = class { [b]() {} }\nexport { a as b }\r\nif (a)\r\n  b\r\nelse\r\n  c\r\n',
  '(a ? b : c) ? d : e; `\x24{a && b}`; new D(a || b); [a && b, ...(c || d)]; ({ [a]: b, a })',
])('notes the same probes for %j as matching finds', text => {
  const { matched, noted } = planBoth(join(root, 'a.js'), text)
  expect(describePlan(noted!)).toEqual(describePlan(matched))
})

test.for([
  'const o = { [a || b]: function () {} }',
  'class A { [a || b]() {} }',
  'const b = (t = a) !== null && t !== void 0 ? t : c',
  'const b = (_a = a) === null || _a === void 0 ? void 0 : _a.b',
  'var __name = (target, value) => __defProp(target, "name", { value, configurable: true })',
  '0 && (module.exports = { a })',
])('leaves %j to be matched', text => expect(planBoth(join(root, 'a.js'), text).noted).toBeUndefined())
