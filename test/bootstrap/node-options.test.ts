import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addRequire,
  parseNodeOptions,
  printNodeOption,
  removeRequire,
} from '../../bootstrap/node/node-options.ts'
import { writeProgram } from './program.ts'
import { nodeBinary } from './run-process.ts'

const option = fc.string({
  unit: fc.constantFrom('a', '-', '=', ' ', '"', '\\', 'ü', '\t', '\n', "'", '😀'),
  minLength: 1,
})

describe('a NODE_OPTIONS value', () => {
  test('survives print and parse', () => {
    fc.assert(
      fc.property(fc.array(option), options => {
        expect(parseNodeOptions(options.map(printNodeOption).join(' '))).toEqual(options)
      }),
    )
  })

  test('keeps its options behind the added one', () => {
    fc.assert(
      fc.property(fc.array(option), option, (options, file) => {
        const value = options.map(printNodeOption).join(' ')
        const added = addRequire(value, file)
        const parsed = parseNodeOptions(added)
        if (added !== value) expect(parsed).toEqual([`--require=${file}`, ...options])
        if (added !== value) expect(removeRequire(added, file)).toBe(value)
        else expect(parsed).toEqual(options)
        expect(addRequire(added, file)).toBe(added)
      }),
    )
  })

  test.for(['--require /theirs.cjs', '--require=/theirs.cjs --no-warnings'])(
    'with a preload names it alone after Next has read and written it: %s',
    value => {
      expect(rewriteAsNext(value)).toContain('/theirs.cjs')
      expect(rewriteAsNext(addRequire(value, '/ours.cjs'))).toBe(rewriteAsNext(value))
    },
  )

  test('is left alone where Node refuses it', () => {
    fc.assert(
      fc.property(option, text => {
        if (parseNodeOptions(text) === undefined) expect(addRequire(text, '/file.cjs')).toBe(text)
      }),
    )
  })

  test('is read as Node reads it', () => {
    const root = writeProgram({ 'show.cjs': 'process.stdout.write(JSON.stringify(process.title))' })
    // Each run starts Node; a title shows what it made of the value.
    fc.assert(
      fc.property(fc.array(option, { minLength: 1, maxLength: 3 }), ([title = '', ...more]) => {
        fc.pre(!/[\n\0]/.test(title))
        const value = [`--title=${title}`, ...more.map(() => '--no-warnings')].map(printNodeOption).join(' ')
        const env = { NODE_OPTIONS: addRequire(value, `${root}/show.cjs`), LC_ALL: 'C.UTF-8' }
        const shown = execFileSync(nodeBinary, ['-e', '0', 'x'.repeat(200)], { env, encoding: 'utf8' })
        expect(JSON.parse(shown)).toBe(title)
      }),
      { numRuns: 15 },
    )
  })
})

/** What the workers of `next build` get (Next 14 to 16.3, server/lib/utils.ts): the last option of a name, with the words behind it. */
function rewriteAsNext(value: string): string {
  const { values, tokens } = parseArgs({ args: value.split(' '), strict: false, tokens: true })
  let last: string | undefined
  for (const token of tokens) {
    if (token.kind === 'option') last = token.value === undefined ? token.name : undefined
    else if (token.kind === 'positional' && last !== undefined) {
      const known = values[last]
      values[last] = typeof known === 'string' ? `${known} ${token.value}` : token.value
    }
  }
  const options = Object.entries(values).map(([name, text]) =>
    text === true ? `--${name}` : `--${name}=${text}`,
  )
  return options.join(' ')
}
