import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import typescript from 'typescript'
import { expect, onTestFinished, test } from 'vitest'
import { packFunctions } from '../../src/contract/counts.ts'
import { canHaveRun } from '../../src/core/counting/ran-text.ts'
import { listScripts } from './scripts.ts'

const kinds = `class A { static #a = 1; b = () => 2; 'c d' = 3; static { this.e = function () {} } get f() { return 1 }
  async *g() {} static async h() {} #i() {} [\`j\${1}\`]() {} 'k l'() {} 5() {} constructor(m = () => 1) {} }
class B extends A { n = 1 }
const o = { get p() { return 1 }, *q() {}, async r() {}, s: async t => t, 'u'() {}, [1 + 1]: () => ({}), é() {} }
;(function () {})(); (() => {})(); (async x => x)(1); !function ü() {}()
new B(); o.p
`

/** Runs texts, and returns V8's counts of each. */
function takeCounts(texts: readonly string[]): string[] {
  const session = new Session()
  session.connect()
  onTestFinished(() => session.disconnect())
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  for (const [i, text] of texts.entries())
    try {
      new Script(text, { filename: `ran-text-${i}.js` }).runInThisContext()
    } catch {
      // It needs what is not here; V8 knows its functions all the same.
    }
  let packed: string[] = []
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    packed = texts.map((_, i) => {
      const script = result.find(({ url }) => url === `ran-text-${i}.js`)
      return script ? packFunctions(script.functions) : ''
    })
  })
  return packed
}

test('a text can have run with the ranges that V8 has for it', () => {
  const folder = fileURLToPath(new URL('../../node_modules', import.meta.url))
  const paths = ['picomatch', 'istanbul-reports', 'js-tokens'].flatMap(name =>
    listScripts(`${folder}/${name}`),
  )
  const texts = [kinds, ...paths.map(path => `(function () {${readFileSync(path, 'utf8')}\n})`)]
  const wrong = takeCounts(texts).flatMap((packed, i) =>
    canHaveRun(texts[i]!, packed) ? [] : [paths[i - 1]],
  )
  expect(wrong).toEqual([])
})

test('a file cannot have run with the ranges of what a compiler made of it, in equally many characters', () => {
  const source = `interface Options { name?: string }
function pick(options: Options): string { return options.name ?? 'none' }
const twice = (n: number): number => n * 2
pick({}); twice(2)
`
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions: { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 },
  })
  const text = outputText.padEnd(source.length)
  expect(text).toHaveLength(source.length)
  const [packed] = takeCounts([text])
  expect(canHaveRun(text, packed!)).toBe(true)
  expect(canHaveRun(source, packed!)).toBe(false)
})
