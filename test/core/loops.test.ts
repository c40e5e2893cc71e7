// Statements behind a loop whose body makes functions: V8 (Node 20–26) lets the count of the body reach beyond the loop.
import { expect, test } from 'vitest'
import { TextCounter } from './count-text.ts'
import { minifiers } from './minifiers.ts'

test.for([
  'for (let i = 0; i < 3; i++) made.push(() => i)',
  'for (let i = 0; i < 3; i++) { if (i > 4) break; made.push(() => i) }',
  'for (let i = 0; i < 3; i++) { made.push(() => i); if (i === 1) continue; made.pop() }',
  'for (let i = 0; i < 3; i++) for (let j = 0; j < 4; j++) { if (j > 2) break; made.push(() => i + j) }',
  'for (let i = 0; i < 3; i++) { if (made.length > 2) break } made.push(() => 1)',
])('without a host, a statement behind a loop runs as often as it did: %s', async loop => {
  const source = `globalThis.run = () => {\n  const made = []\n  ${loop}\n  made.at(0)()\n  return made\n}\n`
  const { counts, file } = await new TextCounter().count(source, { code: source, map: undefined })
  const behind = Object.keys(file!.statementMap).filter(id => file!.statementMap[id]!.start.line > 3)
  expect(behind.map(id => counts!.s[id])).toEqual([1, 1])
})

test('a statement behind a loop whose body always returns never ran', async () => {
  const source = `globalThis.run = () => {
  for (let i = 0; i < 3; i++) { [].push(() => i); return 1 }
  globalThis.made = 1
}
`
  const { counts, file } = await new TextCounter().count(source, { code: source, map: undefined })
  const behind = Object.keys(file!.statementMap).filter(id => file!.statementMap[id]!.start.line === 3)
  expect(behind.map(id => counts!.s[id])).toEqual([0])
})

const heads: Record<string, string> = {
  'of a while': 'while (first(i < n) && i < 4) i++',
  'of a do': 'do { i++ } while (first(i < n) && i < 4)',
  'of a for': 'for (; first(i < n) || i < 2; ) i++',
  'with a declaration before it': 'for (let j = 0; first(j < n) && j < 3; j++);',
  'of an update': 'for (; i < n; i = first(i + 1) || 9) if (i === 3) continue',
  'with a break in the body': 'while (first(i < n) && i < 4) { i++; if (i === 2) break }',
  'with a return in the body': 'while (first(i < n) && i < 4) { if (i++ === 2) return i; seen.push(i) }',
  'with a break of a switch in the body':
    'while (first(i < n) && i < 4) switch (i++) { case 1: break; case 2: return; default: seen.push(i) }',
  'with a caught throw in the body':
    "do { try { if (i++ === n) throw 'a' } catch {} if (i === 5) throw 'b' } while (first(i < n + 2) && i < 9)",
  'of two loops, with jumps to labels':
    'outer: while (i < 9 && n) { do { if (i++ === 2) continue outer; if (i === 5) break outer } while (first(i < n) && i < 4); seen.push(i) }',
  'with a continue to its own label':
    'own: while (first(i < n) && i < 4) { for (;;) { if (i++ > 1) continue own } }',
  'with a function in the body': 'for (let j = 0; first(j < n) && j < 3; j++) seen.push(() => { return j })',
}
const loops = Object.entries(heads).flatMap(([name, loop]) =>
  ['none', ...Object.keys(minifiers)].map(tool => ({ name, tool, loop })),
)

test.for(loops)(
  'with provider istanbul, the first operand in a head $name ran as often as it did, minifier $tool',
  async ({ tool, loop }) => {
    const source = `const seen = []
let calls = 0
function first(is) {
  calls++
  return is
}
function f(n) {
  let i = 0
  ${loop}
  seen.push(i)
}
globalThis.run = () => {
  for (let n = 0; n < 7; n++) try { f(n) } catch {}
}
`
    const built = tool === 'none' ? { code: source, map: undefined } : await minifiers[tool]!(source)
    const { file } = await new TextCounter().count(source, built, 'istanbul')
    const ran = Object.values(file!.f)[0]
    const branch = Object.keys(file!.branchMap).find(id => {
      const { type, locations } = file!.branchMap[id]!
      const { line, column } = locations[0]!.start as { line: number; column: number }
      return type === 'binary-expr' && source.split('\n')[line - 1]!.startsWith('first', column)
    })
    expect(ran).toBeGreaterThan(6)
    expect(file!.b[branch!]![0]).toBe(ran)
  },
)

test.for(['v8', 'istanbul'] as const)(
  'provider %s: a statement behind a loop that was never reached is 0',
  async counting => {
    const source = `const made = []
function f(n) {
  if (n > 0) { return n }
  for (const key of n ?? made) { if (key > n) { return key } }
  made.push(n)
  return n
}
globalThis.run = () => {
  for (let n = 1; n < 4; n++) f(n)
}
`
    const { counts, file } = await new TextCounter().count(source, { code: source, map: undefined }, counting)
    const behind = Object.keys(file!.statementMap).filter(id =>
      [4, 5, 6].includes(file!.statementMap[id]!.start.line),
    )
    expect(behind.map(id => counts!.s[id])).toEqual([0, 0, 0, 0, 0])
  },
)
