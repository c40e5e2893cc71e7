// Statements behind a loop whose body makes functions: V8 (Node 20–26) lets the count of the body reach beyond the loop.
import { expect, test } from 'vitest'
import { TextCounter } from './count-text.ts'

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
