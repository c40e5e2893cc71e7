// Node versions that the bootstrap does not support: a child must run in them as without covtree.
import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { parse } from 'acorn'
import { expect, test } from 'vitest'
import { bootstrap } from './run-process.ts'

const code = readFileSync(bootstrap, 'utf8')

test('any Node can parse the file that NODE_OPTIONS names', () => {
  expect(() => parse(code, { ecmaVersion: 5 })).not.toThrow()
})

test.for(['v0.12.18', 'v8.17.0', 'v12.22.12', 'v14.21.3', 'v16.20.2'])(
  'it touches nothing in Node %s',
  version => {
    const context = createContext({ process: Object.freeze({ version }) })
    const globals = () => Object.getOwnPropertyNames(runInContext('this', context))
    const before = globals()
    runInContext(code, context)
    expect(globals()).toEqual(before)
  },
)
