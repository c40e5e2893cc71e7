// Statements behind `a && await b`: V8 (Node 20–26) lets the count of the operand reach beyond the statement.
import { expect, test } from 'vitest'
import { TextCounter } from './count-text.ts'

const programs = [
  'none && await none()',
  'none && await none();',
  'some && await some();',
  'none && (await none());',
  'none?.() ?? await none;',
  'some || await none();',
  'if (n > 5) return; else { none && await none(); const got = await some(); got && seen.push(got) }',
  'none && await none(); some && await some()',
]

test.for(
  programs.flatMap(statement => (['v8', 'istanbul'] as const).map(counting => ({ statement, counting }))),
)(
  'without a host, $counting: code behind $statement ran as often as it did',
  async ({ statement, counting }) => {
    const source = `const none = undefined
const some = () => 1
const seen = []
async function f(n) {
  ${statement}
  seen.push(n)
  const last = await some()
  seen.push(last)
}
globalThis.run = async () => {
  for (let n = 0; n < 3; n++) await f(n)
}
`
    const { file } = await new TextCounter().count(source, { code: source, map: undefined }, counting)
    const behind = Object.keys(file!.statementMap).filter(id => {
      const { line } = file!.statementMap[id]!.start
      return line > 5 && line < 9
    })
    expect(behind.map(id => file!.s[id])).toEqual([3, 3, 3])
  },
)
