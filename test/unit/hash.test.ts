import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashText } from '../../src/contract/hash.ts'

test('a name tells texts apart that differ in one character, its place, or their length', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 9000 }), fc.nat(), (text, at) => {
      const place = at % (text.length + 1)
      const names = [
        text,
        `${text}0`,
        `${text.slice(0, place)}0${text.slice(place)}`,
        `${text.slice(0, place)}1${text.slice(place)}`,
        `\0${text}`,
      ].map(other => [other, hashText(other)])
      expect(new Set(names.map(([, name]) => name)).size).toBe(new Set(names.map(([other]) => other)).size)
    }),
  )
})

test('texts whose parts stand in another order have other names', () => {
  const parts = Array.from({ length: 3000 }, (_, i) => `${i},`)
  const names = new Set([hashText(parts.join(''))])
  for (let i = 1; i < parts.length; i++) {
    const other = [...parts]
    ;[other[i - 1], other[i]] = [parts[i]!, parts[i - 1]!]
    names.add(hashText(other.join('')))
  }
  expect(names.size).toBe(parts.length)
})
