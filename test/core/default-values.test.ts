import { expect, test } from 'vitest'
import { TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const source = `const seen = []
function given(a = 1) {
  seen.push(a)
}
function chosen(a = seen.length > 2 ? 1 : 2, b = seen[99] || 3) {
  seen.push(a, b)
}
globalThis.run = () => {
  for (let n = 0; n < 5; n++) {
    given(n)
    chosen(n > 2 ? undefined : n, n > 1 ? undefined : n)
  }
}
`

test('with provider istanbul, a default value is used only as often as V8 surely tells', async () => {
  const is = await new TextCounter().count(source, { code: source, map: undefined }, 'istanbul')
  expect(describeCounts(is.file!, source)).toMatchObject({
    'default-arg 0 2:15 a = 1) {': 0,
    'default-arg 0 5:16 a = seen.length > 2 ? 1 : 2, b': 2,
    'default-arg 0 5:45 b = seen[99] || 3) {': 3,
  })
})

test('with provider v8, it has the count of its function, as in Vitest', async () => {
  const is = await new TextCounter().count(source, { code: source, map: undefined })
  expect(describeCounts(is.file!, source)).toMatchObject({ 'default-arg 0 2:15 a = 1) {': 5 })
})
