import { transformSync as transformWithSwc } from '@swc/core'
import { transformSync } from 'esbuild'
import typescript from 'typescript'
import { expect, test } from 'vitest'
import { type Built, TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const source = `const seen: unknown[] = []
function kind(n: number): string {
  if (n === 1) {
    return 'one'
  } else if (typeof n === 'number') {
    seen.push(n)
  }
  else if (seen) return 'none'
  if (n < 3) {
    seen.push(1)
  }
  else if (n > 3) {
    seen.push(2)
  } else {
    seen.push(3)
  }
  return 'end'
}
globalThis.run = () => {
  for (const n of [1, 2, 3, 4]) seen.push(kind(n))
}
`
const builders: Record<string, () => Built> = {
  swc() {
    const { code, map } = transformWithSwc(source, {
      sourceMaps: true,
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    })
    return { code, map }
  },
  tsc() {
    const { outputText, sourceMapText } = typescript.transpileModule(source, {
      compilerOptions: {
        module: typescript.ModuleKind.CommonJS,
        target: typescript.ScriptTarget.ES2022,
        sourceMap: true,
      },
    })
    return { code: outputText, map: sourceMapText }
  },
  esbuild: () =>
    transformSync(source, { loader: 'ts', format: 'cjs', target: 'es2022', sourcemap: 'external' }),
}

/** The counts of each `else if`, by the line of its `if`. */
const counts = {
  'if 0 5': 3,
  'if 1 5': 0,
  'if 0 8': 0,
  'if 1 8': 0,
  'if 0 12': 1,
  'if 1 12': 1,
  'statement 5': 3,
  'statement 8': 0,
  'statement 12': 2,
}

test.each(Object.keys(builders).flatMap(host => Object.keys(builders).map(child => [host, child])))(
  'in a structure that is made of the text of %s, a child that runs the text of %s has the counts of each else if',
  async (host, child) => {
    const counter = new TextCounter()
    const is = await counter.count(source, builders[child!]!(), 'v8', builders[host!]!())
    const byLine = Object.entries(describeCounts(is.file!, source)).flatMap(([key, count]) => {
      const [, kind, line, text] = /^(\D+(?:\d )?)(\d+):\d+ (.*)$/.exec(key)!
      // A coarse map puts an `if` at the brace before.
      const own = text!.startsWith('}') && !text!.includes('if') ? Number(line) + 1 : line
      return /if \(|^\}$/.test(text!) ? [[`${kind}${own}`, count]] : []
    })
    expect(Object.fromEntries(byLine)).toMatchObject(counts)
  },
)
