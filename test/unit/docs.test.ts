import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands/index.ts'
import { resolveOptions } from '../../src/run/options.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('each code that a message ends with is explained, and no other', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => read(join('src', name)))
    .join('\n')
  const inText = [...sources.matchAll(/ \(([a-z]+(?:-[a-z]+)+)\)[`'\\]/g)].map(([, code]) => code!)
  const [, types = ''] = /export type WarningCode =([\s\S]*?)\n\n/.exec(sources) ?? []
  const inCore = [...types.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code!)
  // A line of the process report leads there.
  const codes = new Set([...inText, ...inCore, 'nothing-to-count'])
  expect(codes.size).toBeGreaterThan(10)
  const explained = [...read('docs/messages.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!)
  expect(explained.sort()).toEqual([...codes].sort())
})

test('each option of Vitest has a row with its default', () => {
  const rows = [...read('docs/options.md').matchAll(/^\| `([a-zA-Z]+)` \| .+? \| (.+?) \|/gm)]
  const documented = Object.fromEntries(rows.map(([, name, value]) => [name!, value!.replaceAll('`', '')]))
  const options = { enabled: true, ...resolveOptions(true) }
  expect(Object.keys(documented).sort()).toEqual(Object.keys(options).sort())
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) expect(documented).toHaveProperty(name, JSON.stringify(value))
  }
})

describe('docs/command-line.md', () => {
  const text = read('docs/command-line.md')

  test.each(commands.map(({ name }) => name))(
    'has a row for covtree %s and each of its options',
    async name => {
      expect(text).toContain(`| \`covtree ${name}`)
      const { options } = await commands.find(command => command.name === name)!.load()
      for (const { name, short, value } of options) {
        const rest = value === undefined ? '' : ` ${value}`
        expect(text).toContain(short ? `| \`-${short}\`, \`--${name}${rest}\` |` : `\`--${name}${rest}\``)
      }
    },
  )
})
