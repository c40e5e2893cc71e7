// Class fields in texts for targets that have none: compilers assign them in the constructor, or behind the class.
import { transform } from 'esbuild'
import typescript from 'typescript'
import { expect, test } from 'vitest'
import { type Built, TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const source = `const seen: unknown[] = []
class Point {
  static create = <T>(a: T, b = 2): T => a
  static plain = (a: number) => a
  static bare = a => a || seen
  static size = seen.length
  own = (a: number) => a
  count = seen.length
}
seen.push(Point)
globalThis.run = () => {
  const points = [new Point(), new Point()]
  for (let n = 0; n < 5; n++) {
    Point.create(n)
    Point.plain(n)
    Point.bare(n)
    points[0].own(n)
  }
}
`

const compilers: Record<string, () => Promise<Built>> = {
  esbuild: () => transform(source, { loader: 'ts', target: 'es2017', sourcemap: 'external' }),
  tsc: async () => {
    const compilerOptions = { target: typescript.ScriptTarget.ES2018, sourceMap: true }
    const { outputText, sourceMapText } = typescript.transpileModule(source, { compilerOptions })
    return { code: outputText, map: sourceMapText! }
  },
}

test.for(Object.keys(compilers))(
  'with provider istanbul, %s: a field ran with its class or its instances',
  async tool => {
    const { file } = await new TextCounter().count(source, await compilers[tool]!(), 'istanbul')
    expect(describeCounts(file!, source)).toMatchObject({
      'statement 3:18 <T>(a: T, b = 2): T => a': 1,
      'statement 4:17 (a: number) => a': 1,
      'statement 5:16 a => a || seen': 1,
      'statement 6:16 seen.length': 1,
      'statement 7:8 (a: number) => a': 2,
      'statement 8:10 seen.length': 2,
      'statement 10:0 seen.push(Point)': 1,
    })
  },
)
