import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { signalName, signalsToCatch } from '../../bootstrap/endings/signals/deadly-signals.ts'
import { commands } from '../../src/cli/commands/index.ts'
import { resolveOptions } from '../../src/run/options.ts'
import { leadsToText, listLinks, listPages } from './page-links.ts'

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
  // The first section, on the summary, is about no code.
  const explained = [...read('docs/messages.md').matchAll(/^## ([a-z-]+)$/gm)].map(([, heading]) => heading!)
  expect(explained.sort()).toEqual([...codes].sort())
})

test('each option of Vitest has a heading, with its default and its flag below', () => {
  const sections = read('docs/options.md').split(/^## /m)
  const options = { enabled: true, ...resolveOptions(true) }
  const described = sections.filter(section => section.includes("| Vitest's flag |"))
  expect(described.map(section => section.split('\n')[0]).sort()).toEqual(Object.keys(options).sort())
  for (const section of described) {
    const [name = '', , , , row = ''] = section.split('\n')
    const [, type, value, flag] = row.split('|').map(cell => cell.trim())
    const known = options[name as keyof typeof options]
    const expected = known === undefined ? value : `\`${JSON.stringify(known)}\``
    expect({ name, type, value, flag }).toEqual({
      name,
      type: expect.stringMatching(/./),
      value: expected,
      flag: expect.stringContaining('--coverage.subprocess'),
    })
  }
})

test('each signal that is caught from elsewhere is named', () => {
  const [, caught = ''] = /^Caught: (.+?)\./m.exec(read('docs/processes.md')) ?? []
  const names = signalsToCatch().map(number => signalName(number)!)
  expect(caught.split(', ')).toEqual(expect.arrayContaining(names))
})

test('each link leads to a file of the repository, and to a heading in it', () => {
  const links = listPages(root).flatMap(page => listLinks(root, page))
  expect(links.length).toBeGreaterThan(100)
  expect(links.filter(link => !leadsToText(root, link))).toEqual([])
  // It is not in the package.
  const guide = 'CONTRIBUTING.md'
  expect(links.filter(({ page, target }) => page !== guide && target.includes(guide))).toEqual([])
})

test('each path that pages for contributors name is there', () => {
  const notes = readdirSync(join(root, 'docs/notes')).map(name => join('docs/notes', name))
  const gone = ['CONTRIBUTING.md', ...notes].flatMap(page => {
    const paths = read(page).matchAll(/`((?:src|bootstrap|test|fixtures|scripts|bench|docs)\/[\w./-]+)`/g)
    return [...paths].map(([, path]) => path!).filter(path => !existsSync(join(root, path)))
  })
  expect(gone).toEqual([])
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
