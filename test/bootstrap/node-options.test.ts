import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addRequire, parseNodeOptions, printNodeOption } from '../../bootstrap/node/node-options.ts'
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
        if (added !== value) expect(parsed).toEqual(['--require', file, ...options])
        else expect(parsed).toEqual(options)
        expect(addRequire(added, file)).toBe(added)
      }),
    )
  })

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
