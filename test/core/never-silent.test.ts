import { transformSync as transformWithSwc } from '@swc/core'
import { transformSync } from 'esbuild'
import typescript from 'typescript'
import { expect, test } from 'vitest'
import { TextCounter } from './count-text.ts'
import { keepFirst, mapLines } from './map-lines.ts'
import { createRandom, type RandomProgram, writeProgram } from './random-program.ts'

/** How many cases. Set the variable to 1000 for a thorough run, which takes some minutes. */
const cases = Number(process.env.COVTREE_TEST_CASES ?? 25)

interface Built {
  code: string
  map: string
}

/** A builder makes JavaScript and a source map of a source. */
const builders: Record<string, (program: RandomProgram) => Built> = {
  esbuild: ({ typed }) =>
    transformSync(typed, { loader: 'ts', format: 'cjs', target: 'es2022', sourcemap: 'external' }),
  'esbuild as tsx calls it': ({ typed }) =>
    transformSync(typed, {
      loader: 'ts',
      format: 'cjs',
      target: 'es2022',
      sourcemap: 'external',
      minifyWhitespace: true,
      keepNames: true,
    }),
  tsc({ typed }) {
    const { outputText, sourceMapText } = typescript.transpileModule(typed, {
      compilerOptions: {
        module: typescript.ModuleKind.CommonJS,
        target: typescript.ScriptTarget.ES2022,
        sourceMap: true,
        inlineSources: true,
      },
    })
    return { code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''), map: sourceMapText! }
  },
  swc({ typed }) {
    const { code, map } = transformWithSwc(typed, {
      sourceMaps: true,
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    })
    return { code, map: map! }
  },
  'a bundler': ({ typed, stripped }) => {
    const code = `(() => { var modules = {\n"./source.ts": ((module) => {\n${stripped}\n})}\nmodules["./source.ts"]({}) })()\n`
    return { code, map: mapLines(code, typed, line => line - 2) }
  },
}

/** The faults of a build; `undefined` leaves the map out. */
const faults: Record<
  string,
  (built: Built, typed: string) => { code: string; map?: string; source?: string }
> = {
  none: built => built,
  'no map': ({ code }) => ({ code }),
  'a map with one mapping a line': ({ code, map }) => ({ code, map: keepFirst(map) }),
  'a byte order mark': ({ code, map }) => ({ code: `\uFEFF${code}`, map }),
  'a source with a byte order mark': (built, typed) => ({ ...built, source: `\uFEFF${typed}` }),
  'a source with other line ends': (built, typed) => ({ ...built, source: typed.replaceAll('\n', '\r\n') }),
  'a map of another version': (built, typed) => ({ ...built, source: `// came later\n${typed}` }),
  'a map of another version, without content': ({ code, map }, typed) => ({
    code,
    map: JSON.stringify({ ...JSON.parse(map), sourcesContent: undefined }),
    source: `// came later\n${typed}`,
  }),
  'a line put before the code': ({ code, map }) => ({ code: `// built\n${code}`, map }),
  'code put before the code': ({ code, map }) => ({ code: `var built = true;${code}`, map }),
  'a second minifier without a map': ({ code, map }) => ({
    code: transformSync(code, { minify: true, target: 'es2022' }).code,
    map,
  }),
  'a map without mappings': ({ code, map }) => ({
    code,
    map: JSON.stringify({ ...JSON.parse(map), mappings: '' }),
  }),
}

test(
  `${cases} random builds with random faults have exact counts, or a warning`,
  async () => {
    const counter = new TextCounter()
    const random = createRandom(Number(process.env.COVTREE_TEST_SEED ?? 1))
    const pick = (names: object) => Object.keys(names)[Math.floor(random() * Object.keys(names).length)]!
    let warned = 0
    for (let i = 0; i < cases; i++) {
      const seed = Math.floor(random() * 2 ** 31)
      const program = writeProgram(seed)
      const [builder, fault] = [pick(builders), pick(faults)]
      const built = builders[builder]!(program)
      const counting = i % 2 === 0 ? 'v8' : 'istanbul'
      const { code, map, source = program.typed } = faults[fault]!(built, program.typed)
      const wanted = await counter.count(program.typed, { code: program.stripped, map: undefined }, counting)
      const is = await counter.count(source, { code, map }, counting)
      if (is.warnings.length > 0) warned++
      else
        expect(is.counts, `seed ${seed}, ${builder}, ${fault}, ${counting}\n${source}\n${code}`).toEqual(
          wanted.counts,
        )
    }
    // Some faults leave nothing else to do.
    expect(warned).toBeLessThan(cases * 0.7)
  },
  120_000 + cases * 2_000,
)
