import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { ScriptKeeper } from '../../bootstrap/data/scripts.ts'
import { writeProgram } from '../bootstrap/program.ts'

const typed = 'export const f = (a: number /* é😀 */): number => a\n'
/** How Node names a file in the comment that it appends to stripped TypeScript. */
const forms = [
  { kind: 'ES module', name: 'a.ts', urlOf: toUrl, addressOf: toUrl },
  { kind: 'ES module in a folder with a space', name: 'b c/a.mts', urlOf: toUrl, addressOf: toUrl },
  { kind: 'CommonJS module (Node 22)', name: 'a.cts', urlOf: toPath, addressOf: toPath },
  { kind: 'CommonJS module (Node 24)', name: 'a.cts', urlOf: toPath, addressOf: toUrl },
]

function toUrl(path: string): string {
  return pathToFileURL(path).href
}

function toPath(path: string): string {
  return path
}

/** What a child keeps of a script, and whether it asked the debugger, which costs 20 to 100 ms. */
function keep(name: string, text: string, urlOf: (path: string) => string, added: number, config: object) {
  const root = writeProgram({ [name]: text })
  // Older than this process, as a file that a child has just run.
  utimesSync(join(root, name), 1, 1)
  let isAsked = false
  const keeper = new ScriptKeeper(
    { roots: [root], dataFile: join(writeProgram({}), 'data'), config },
    {
      listScripts() {
        isAsked = true
        return new Map()
      },
      readSource: () => undefined,
    },
  )
  const url = urlOf(join(root, name))
  const functions = [
    { functionName: '', ranges: [{ startOffset: 0, endOffset: text.length + added, count: 1 }] },
  ]
  const { scripts } = keeper.keep([
    { scriptId: '1', url, json: JSON.stringify({ scriptId: '1', url, functions }) },
  ])
  return { scripts, isAsked }
}

test.for(forms)(
  '$kind: a file whose types Node has stripped is kept without the debugger',
  ({ name, urlOf, addressOf }) => {
    const root = writeProgram({})
    const added = `\n\n//# sourceURL=${addressOf(join(root, name))}`.length
    const { scripts, isAsked } = keep(name, typed, urlOf, added, { stripsTypes: true })
    expect(isAsked).toBe(false)
    expect(scripts).toMatchObject([
      { length: typed.length + added, disk: { size: Buffer.byteLength(typed) } },
    ])
  },
)

test.for([
  { why: 'the parent cannot strip types', name: 'a.ts', config: {}, more: 0 },
  {
    why: 'the report is made elsewhere',
    name: 'a.ts',
    config: { stripsTypes: true, portable: true },
    more: 0,
  },
  { why: 'the text is longer', name: 'a.ts', config: { stripsTypes: true }, more: 1 },
  { why: 'the file is JavaScript', name: 'a.mjs', config: { stripsTypes: true }, more: 0 },
])('a text with a comment is asked for where $why', ({ name, config, more }) => {
  const root = writeProgram({})
  const added = `\n\n//# sourceURL=${toUrl(join(root, name))}`.length + more
  expect(keep(name, typed, toUrl, added, config).isAsked).toBe(true)
})
