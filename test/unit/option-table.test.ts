import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/commands/run.ts'
import { toFlag } from '../../src/cli/flags.ts'
import { ownOptions } from '../../src/cli/own-options.ts'
import { createConfigSchema, createPackageSchema } from '../../src/cli/schema.ts'
import type { Option } from '../../src/run/option.ts'
import { processOptions } from '../../src/run/options.ts'

const root = join(import.meta.dirname, '../..')

/** The first sentence and the `@default` of each commented property of an interface, as editors show them. */
function readComments(path: string, name: string): Record<string, { text: string; byDefault: string }> {
  const source = readFileSync(join(root, path), 'utf8')
  const [, body = ''] = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(source) ?? []
  const found = body.matchAll(/\/\*\*([\s\S]*?)\*\/\s+(\w+)\?:/g)
  return Object.fromEntries(
    [...found].map(([, comment = '', key]) => {
      const [text = '', byDefault = ''] = comment.replace(/\s*\n\s*\* ?/g, ' ').split('@default')
      return [key!, { text: text.trim(), byDefault: byDefault.trim() }]
    }),
  )
}

test.each([
  ['src/run/options.ts', 'SubprocessOptions', processOptions],
  ['src/cli/own-options.ts', 'OwnSettings', ownOptions],
])('the types in %s have the sentences and defaults of the table', (path, name, table) => {
  const comments = readComments(path, name)
  expect(Object.keys(comments)).toEqual(Object.keys(table))
  for (const [key, option] of Object.entries<Option>(table)) {
    const { text, byDefault } = comments[key]!
    expect(text.startsWith(option.text), `${key}: ${text}`).toBe(true)
    if (option.default !== undefined)
      expect(byDefault).toBe(JSON.stringify(option.default).replaceAll('"', "'"))
  }
})

test('each default is a value that the check of its option lets through', () => {
  for (const [key, option] of Object.entries<Option>({ ...processOptions, ...ownOptions }))
    if (option.default !== undefined) expect(() => option.check(option.default, key), key).not.toThrow()
})

test('`covtree run` takes each flag of the table', () => {
  const taken = new Set(run.options.map(({ name }) => `--${name}`))
  const withFlag = Object.entries<Option>({ ...processOptions, ...ownOptions }).filter(([, { flag }]) => flag)
  expect(withFlag.map(([key]) => toFlag(key)).filter(flag => !taken.has(flag))).toEqual([])
})

test.each([
  ['config', createConfigSchema()],
  ['package', createPackageSchema()],
])('schema/%s.json is made of the table; `vitest -u` writes it', async (name, schema) => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schema/${name}.json`)
})
