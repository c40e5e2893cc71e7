import { expect, test } from 'vitest'
import { createPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { readStructure } from '../../src/core/structure/read-structure.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { columnOf, lineOf } from '../../src/core/texts/place.ts'

function read(source: string) {
  const { file } = createPlainStructure('/a.js', source, parseModule(source)!)
  return readStructure(file, source)
}

/** The source with `|` where a clause begins. */
function markClauses(source: string): string {
  const lines = source.split('\n')
  for (const place of [...read(source).words().clauses].reverse()) {
    const index = lineOf(place) - 1
    const column = columnOf(place)
    lines[index] = `${lines[index]!.slice(0, column)}|${lines[index]!.slice(column)}`
  }
  return lines.join('\n')
}

test.for([
  'try { a() } |catch { b() }',
  'try { a() } |catch (e) { b() } |finally { c() }',
  'try { a() } |catch ({ message = {} }) { b() } |finally { c() }',
  'try {\n  a({ b: () => {} })\n}\n// why\n|catch { b() }',
  'try { try { a() } |finally { b() } } |catch { c() }',
  'for (let a = b(); a < (c); a++|) d()',
  'async function f() { for await (const a of b()|) c(a) }',
  'for (const a of [")", `)`, /[)(]/, `\x24{")"}(`]|) b(a)',
  'try { a(`} catch {`, "} catch {", /} catch {/) } |catch { b() }',
  "const a = `it's`; try { b(/'/) } |finally { c() }",
])('finds the clauses of %j', marked => {
  expect(markClauses(marked.replaceAll('|', ''))).toBe(marked)
})

test.for([
  'class A { then() {}\n catch() {}\n finally() {} }',
  'a.for(b).try(c).catch(d).finally(e)',
  'const a = `try {} catch {}`, b = "try {} finally {}" // try {} catch {}',
  'const a = { try: {}, catch: {}, finally: {} }',
])('finds no clause in %j', source => expect(read(source).words().clauses).toEqual([]))

/** Which of the words a first statement holds, up to the second one. */
function describeFirst(body: string): string {
  const structure = read(`async function f(a, b) {\n${body}\n}`)
  const own = structure.statements.filter(({ fn, start }) => fn && lineOf(start) > 1)
  const [first, next] = own.filter(({ end }, i) => i === 0 || end > own[0]!.end)
  const { hasWait, hasChoice } = structure.words()
  return `${hasWait(first!, next!) ? 'wait' : ''} ${hasChoice(first!, next!) ? 'choice' : ''}`.trim()
}

test.for([
  ['await a()', 'wait'],
  ['a(`\x24{b}/*`, await c) /* end */', 'wait'],
  ['a(`http://\x24{b}`, await c)', 'wait'],
  ["a(`it's`, await c)", 'wait'],
  ["a(/'/, await c)", 'wait'],
  ['const c = `\x24{await a()}`', 'wait'],
  ['a(`await a`, "await a") // await a', ''],
  ['const c = /await a/', ''],
  ['a.await()', ''],
  ['a.b?.c()', 'choice'],
  ['const c = `\x24{a?.b}`', 'choice'],
  ['const c = "a?.b" + `a?.b`', ''],
  ['a(a ? 1 : b)', 'choice'],
  ['a(() => a && b)', ''],
  ['a(async () => await b)', ''],
  ['await (a || b)', 'wait choice'],
] as const)('knows whether %j waits or chooses', ([body, expected]) => {
  expect(describeFirst(`${body}\nb()`)).toBe(expected)
})
