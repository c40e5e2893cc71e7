import { expect, test } from 'vitest'
import { createPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { parseText } from '../../src/core/syntax/parse-text.ts'
import { parseModule } from '../../src/core/syntax/program.ts'

/** The output of esbuild with `keepNames`, as tsx runs it. */
const named = `var __defProp = Object.defineProperty
var __name = (target, value) => __defProp(target, "name", { value, configurable: true })
const f = /* @__PURE__ */ __name(() => 1, "f"), o = { g: __name(function () { return 2 }, "g") }
class A { h = __name(() => 3, "h") }
const i = (a = __name(() => 4, "a")) => __name(() => a || __name(() => 5, "b"), "c")
if (f) __name(() => 6, "d")
let j
j = __name(async function () {}, "j")
export default __name(() => 7, "default")
`

test('walking a syntax tree does not change it', () => {
  const program = parseModule(named)!
  const before = JSON.stringify(program)
  const structure = createPlainStructure('/a.js', named, program)
  parseText(named)
  expect(parseModule(named)).toBe(program)
  expect(JSON.stringify(program) === before).toBe(true)
  expect(createPlainStructure('/a.js', named, program)).toEqual(structure)
})

test("a function in esbuild's helper for names stands for the call", () => {
  const { statements, branches } = parseText(named)!
  const textOf = ({ start, end }: { start: number; end: number }) => named.slice(start, end)
  const calls = statements.map(textOf).filter(text => text.startsWith('__name('))
  expect(calls).toEqual([])
  expect(branches.flatMap(({ arms }) => arms.map(arm => arm && textOf(arm)))).toContain('() => 5')
})

test.each([
  ['Parcel', 'parcelHelpers.export(exports, "pick", () => pick)'],
  ['Parcel, with scope hoisting', '$parcel$export($1$exports, "pick", () => pick)'],
  ['swc', '_export(exports, { get pick() { return pick } })'],
])('what %s writes for an export is neither a statement nor a function of the source', (_tool, call) => {
  const others = 'function pick() {}\nlook(exports, "pick", () => pick)\n'
  const { statements, functions } = parseText(`${call}\n${others}`)!
  expect(statements.every(({ start }) => start > call.length)).toBe(true)
  expect(functions.map(({ start }) => start > call.length)).toEqual([true, true])
})
