import { writeFileSync } from 'node:fs'
import { decodedMappings, encodedMappings, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping'
import { transformSync } from 'esbuild'
import typescript from 'typescript'
import { expect, test } from 'vitest'
import { followSteps } from '../../src/core/texts/map-steps.ts'
import { decodeSourceMap } from '../../src/core/texts/source-map.ts'
import { TextCounter } from './count-text.ts'
import { keepFirst, mapLines } from './map-lines.ts'

const source = `interface Row {
  count: number
}
const seen: number[] = []
export function pick(row: Row, by = 1): number {
  if (row.count > 2) {
    seen.push(row.count as number)
    return row.count * by
  } else if (row.count === 0) return by
  return row.count > 1 ? 7 : never(row)
}
const never = (row: Row): number => row.count && -1
abstract class Base<T> {
  constructor(readonly kept: T) {}
  get size(): number { return seen.length || 3 }
}
class Own extends Base<Row> {}
;(globalThis as any).run = () => {
  for (const count of [0, 2, 2, 5, 9]) pick({ count })
  return new Own({ count: 1 }).size
}
`

function compile(content = source) {
  const { outputText, sourceMapText } = typescript.transpileModule(content, {
    compilerOptions: {
      module: typescript.ModuleKind.ESNext,
      target: typescript.ScriptTarget.ES2022,
      sourceMap: true,
    },
  })
  return { code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''), map: sourceMapText! }
}

type Step = (text: string) => { code: string; map: string }

/** Tools that read what tsc made, and not its source map. */
const tools: Record<string, Step> = {
  'esbuild that reads no maps': text =>
    transformSync(text.replace(/\/\/# sourceMappingURL=.*/, ''), { format: 'cjs', sourcemap: 'external' }),
  'Bun, which maps blanks': text => {
    const { code, map } = transformSync(text.replace(/\/\/# sourceMappingURL=.*/, ''), {
      format: 'cjs',
      sourcemap: 'external',
    })
    return { code, map: mapBlanks(code, map) }
  },
  'esbuild, minified': text =>
    transformSync(text.replace(/\/\/# sourceMappingURL=.*/, ''), {
      format: 'cjs',
      minify: true,
      sourcemap: 'external',
    }),
  'a bundler with one mapping a line': text => {
    const code = `(() => { var modules = {\n"./step.js": ((module) => {\n${text.replace('export ', '')}\n})}\nmodules["./step.js"]({}) })()\n`
    return { code, map: mapLines(code, text, line => line - 2) }
  },
}

/** Bun's mapping at the beginning of a line leads to the code before the blanks, and another one stands at the code. */
function mapBlanks(code: string, map: string): string {
  const lines = code.split('\n')
  let before: SourceMapSegment = [0]
  const decoded = decodedMappings(new TraceMap(map)).map(([first, ...others], line) => {
    if (first === undefined || first.length === 1) return []
    const blanks = /^ */.exec(lines[line]!)![0].length
    const own: SourceMapSegment = [blanks, first[1], first[2], first[3]]
    const ofBlanks = before.length === 1 || blanks === 0 ? [] : [[0, before[1], before[2], before[3]]]
    before = others.at(-1) ?? own
    return [...ofBlanks, own, ...others] as SourceMapSegment[]
  })
  const { mappings: _, ...rest } = JSON.parse(map)
  return JSON.stringify({ ...rest, mappings: encodedMappings(new TraceMap({ ...rest, mappings: decoded })) })
}

test.each(Object.entries(tools))(
  'the source map of %s leads through what tsc made to the source',
  async (_name, build) => {
    const counter = new TextCounter()
    const wanted = await counter.count(
      source,
      transformSync(source, { loader: 'ts', format: 'cjs', sourcemap: 'external' }),
    )
    const { path, text } = counter.writeStep(compile())
    const built = build(text)
    // The content stands in the map as the tool read it.
    const map = JSON.stringify({ ...JSON.parse(built.map), sourcesContent: [text] })
    const is = await counter.count(source, { code: built.code, map, from: path })
    expect(is.warnings).toEqual([])
    expect(is.counts).toEqual(wanted.counts)
    expect(Object.values(is.counts!.s).filter(count => count > 0).length).toBeGreaterThan(10)
  },
)

test('a bundler with one mapping a line may lead the calls of imports in a short module elsewhere', async () => {
  const short = `export function isEqual(one: unknown, two: unknown): boolean {
  if (one === two) {
    return true
  }
  if (String(Number(one)) === String(Number(two))) {
    return true
  }
  return false
}
globalThis.run = () => [1, 2, 3, '1', 0].map(one => isEqual(one, 1))
`
  const counter = new TextCounter()
  const wanted = await counter.count(
    short,
    transformSync(short, { loader: 'ts', format: 'cjs', sourcemap: 'external' }),
  )
  const { path, text } = counter.writeStep(compile(short))
  const bundled = text.replace('export ', '').replaceAll(/String|Number/g, '(0,_a.$&)')
  const code = `var _a = globalThis\n${bundled}`
  const lines = mapLines(code, text, line => line - 1)
  const map = JSON.stringify({ ...JSON.parse(lines), sourcesContent: [text] })
  const is = await counter.count(short, { code, map, from: path })
  expect(is.warnings).toEqual([])
  expect(is.counts).toEqual(wanted.counts)
})

test('a build of an earlier step that was made anew later is named', async () => {
  const counter = new TextCounter()
  const { path, text } = counter.writeStep(compile())
  const { code, map } = tools['esbuild that reads no maps']!(text)
  writeFileSync(path, `// later\n${text}`)
  const withContent = JSON.stringify({ ...JSON.parse(map), sourcesContent: [text] })
  const { counts, warnings } = await counter.count(source, { code, map: withContent, from: path })
  expect(counts).toBeUndefined()
  expect(warnings).toMatchObject([{ code: 'source-differs', details: [expect.stringContaining(path)] }])
})

test('one mapping a line of a build that was changed leads to no counts that are not named', async () => {
  const counter = new TextCounter()
  const { path, text } = counter.writeStep(compile())
  const { code, map } = transformSync(text.replace(/\/\/# sourceMappingURL=.*/, ''), {
    format: 'cjs',
    minifySyntax: true,
    sourcemap: 'external',
  })
  const coarse = { ...JSON.parse(keepFirst(map)), sourcesContent: [text] }
  const { warnings } = await counter.count(source, { code, map: JSON.stringify(coarse), from: path })
  expect(warnings).toMatchObject([{ code: 'coarse-map' }])
})

test.each([
  ['a loader compiled it without a source map', 'webpack:///./source.ts', 'source-differs'],
  ['a loader of a named package compiled it', 'webpack://name/./source.ts?1a2b', 'source-differs'],
  ['it is not here', 'webpack:///./gone.ts', 'unmapped-script'],
])("a source with a bundler's address is named if %s", async (_why, from, code) => {
  const counter = new TextCounter()
  const { code: text, map } = compile()
  const withContent = JSON.stringify({ ...JSON.parse(map), sourcesContent: [text] })
  const built = { code: text.replaceAll('export ', ''), map: withContent, from }
  const { counts, warnings } = await counter.count(source, built)
  expect(counts).toBeUndefined()
  expect(warnings).toMatchObject([{ code }])
})

test('a script whose own source is not in the report stays a source', () => {
  const own = Buffer.from('{"version":3,"sources":["a.coffee"],"mappings":"AAAA"}').toString('base64')
  const generated = `run()\n//# sourceMappingURL=data:application/json;base64,${own}\n`
  const map = { version: 3, sources: ['/p/a.js'], sourcesContent: [generated], mappings: 'AAAA', names: [] }
  const sourceMap = decodeSourceMap(map, '/p/dist/a.js')
  const sourcesWith = (included: string) =>
    followSteps(
      { text: 'run()', shift: 0, sourceMap },
      { pathHere: path => path, isIncluded: path => path === included },
    ).sources
  expect(sourcesWith('/p/a.js')).toEqual(['/p/a.js'])
  expect(sourcesWith('/p/a.coffee')).toEqual([undefined, '/p/a.coffee'])
})
