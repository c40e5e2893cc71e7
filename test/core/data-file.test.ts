import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { pack } from '../../bootstrap/data/pack.ts'
import { packFunctions, packScripts } from '../../src/contract/counts.ts'
import type { FunctionCoverage, ScriptCoverage } from '../../src/contract/data-file.ts'
import { unpackCounts } from '../../src/core/counting/ranges.ts'
import { DataReader } from '../../src/core/data/data-file.ts'
import { processInfo } from './process-info.ts'

/** Text that looks like the JSON around it: names and URLs of a program may hold such. */
const hostile = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[\\"{}[\],:|a-c0-9]{0,12}$/),
  fc.constantFrom(
    '"count":1',
    '{"startOffset":',
    '],"isBlockCoverage":true}',
    '","functions":[',
    ']}|',
    '\\"',
  ),
)
const range = fc.record({ startOffset: fc.nat(2 ** 29), endOffset: fc.nat(2 ** 29), count: fc.nat(2 ** 31) })
const functionCoverage: fc.Arbitrary<FunctionCoverage> = fc.record({
  functionName: hostile,
  ranges: fc.array(range, { minLength: 1, maxLength: 4 }),
  isBlockCoverage: fc.boolean(),
})
const script: fc.Arbitrary<ScriptCoverage> = fc.record({
  scriptId: fc.nat().map(String),
  url: hostile,
  functions: fc.array(functionCoverage, { maxLength: 4 }),
})

test('packs the JSON of V8 without parsing it, whatever names and URLs hold', () => {
  fc.assert(
    fc.property(fc.array(script, { minLength: 1, maxLength: 4 }), scripts => {
      const packed = packScripts(scripts.map(one => JSON.stringify(one)))
      expect(packed.split('|')).toEqual(scripts.map(one => packFunctions(one.functions)))
      expect(pack(scripts.map(one => JSON.stringify(one)))).toBe(packed)
    }),
    { numRuns: 1000 },
  )
})

test('unpacks packed counts', () => {
  fc.assert(
    fc.property(fc.array(functionCoverage, { maxLength: 40 }), functions => {
      const { length, starts, ends, counts, roots } = unpackCounts(packFunctions(functions))
      const read = Array.from({ length }, (_, i) => [starts[i], ends[i], counts[i], roots[i]])
      expect(read).toEqual(
        functions.flatMap(({ ranges }) =>
          ranges.map(({ startOffset, endOffset, count }, i) => [
            startOffset,
            endOffset,
            count,
            i === 0 ? 1 : 0,
          ]),
        ),
      )
    }),
  )
})

test.for(['0,1', '0,1,2', '0,1,2}', '0,1}}', '0,1,2,3}}', '0,1,2}}}', ',,}}', '0,1,-2}}', '0,1,2}} ', 'x'])(
  'throws for the malformed counts %j',
  packed => {
    expect(() => unpackCounts(packed)).toThrow(SyntaxError)
  },
)

const process = processInfo(1)

/** A folder with one data file whose parts are in shared files. */
function makeFolder(change: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'shared'))
  writeFileSync(join(folder, 'shared', 'list'), JSON.stringify([{ url: 'file:///a.js', length: 9 }]))
  writeFileSync(join(folder, 'shared', 'counts'), '0,9,1}}')
  const covtree = { version: 2, process, reason: 'exit', sequence: 0 }
  const path = join(folder, 'data-1-0-a-0.json')
  writeFileSync(path, JSON.stringify({ covtree, scripts: 'list', sharedCounts: 'counts', ...change }))
  return { path, reader: new DataReader(path) }
}

test('reads the parts that a data file shares with others', () => {
  const { path, reader } = makeFolder()
  const file = reader.read(path)
  expect(file.scripts).toEqual([{ url: 'file:///a.js', info: { length: 9 } }])
  expect(file.countsAt(0)).toBe('0,9,1}}')
  expect(reader.read(path).scripts).toBe(file.scripts)
})

test.for([
  ['a missing list of scripts', { scripts: 'gone' }, 'ENOENT'],
  ['missing shared counts', { sharedCounts: 'gone' }, 'ENOENT'],
  ['no counts', { sharedCounts: undefined }, 'holds no counts'],
  [
    'counts of another number of scripts',
    { sharedCounts: undefined, counts: '|' },
    'counts of 2 scripts for 1',
  ],
  ['no process info', { covtree: { version: 2 } }, 'names no process'],
  [
    'malformed arguments',
    { covtree: { version: 2, process: { ...process, argv: 'node' } } },
    'names no process',
  ],
  ['a later version', { covtree: { version: 3 } }, 'has format version 3: use 2'],
  ['another format', { covtree: undefined }, 'holds no coverage of scripts'],
] as const)('does not read a data file with %s', ([, change, message]) => {
  const { path, reader } = makeFolder(change)
  expect(() => reader.read(path)).toThrow(message)
})

test('reads a data file without scripts', () => {
  const { path, reader } = makeFolder({ scripts: [], sharedCounts: undefined, counts: '' })
  expect(reader.read(path).scripts).toEqual([])
})
