// Builds dist/bootstrap/: one CommonJS file per entry, Node built-ins only, for any Node >= 18.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'acorn'
import { build, transform } from 'esbuild'
import ts from 'typescript'
import { createHardener } from './harden/plugin.mjs'
import { joinParts, laterEntry, laterName } from './two-parts.mjs'

// A program may replace these globals later. The bootstrap keeps using the ones from its start.
const globals =
  'process,Buffer,URL,Atomics,SharedArrayBuffer,Int32Array,Uint8Array,JSON,Reflect,Object,Array,Map,Set,WeakMap,Math,Date,Number,BigInt,String,Error,setTimeout,clearTimeout,setInterval,clearInterval'

// It makes a bundle's own 'use strict' have no effect, so it holds one. Sloppy code would box a text that is `this`.
const banner = `'use strict';const{${globals}}=globalThis;`

const root = new URL('..', import.meta.url).pathname
const preload = `${root}bootstrap/index.ts`
const entries = ['vitest-worker', 'jest-worker', 'main-process'].map(name => `${root}bootstrap/${name}.ts`)
const program = `${root}bootstrap/process.ts`
const harden = createHardener([...entries, program, `${root}bootstrap/later.ts`])
const laterPlugin = {
  name: 'later',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: new RegExp(`^${laterName}$`) }, ({ path }) => ({ path, namespace: 'later' }))
    onLoad({ filter: /.*/, namespace: 'later' }, () => ({
      contents: laterEntry(`${root}bootstrap`),
      resolveDir: root,
    }))
  },
}

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  banner: { js: banner },
}

// All of it runs before the program: nothing has to be taken.
await build({
  ...options,
  entryPoints: [preload],
  banner: {},
  outfile: 'dist/bootstrap/index.cjs',
  logOverride: { 'commonjs-variable-in-esm': 'silent' },
})

await build({
  ...options,
  entryPoints: entries,
  plugins: [harden()],
  outdir: 'dist',
  outbase: '.',
  outExtension: { '.js': '.cjs' },
})

// What runs in each child: one file for Windows, one for all other systems. `isWindows` is a constant there: no child reads what it cannot need.
for (const [outfile, isWindows] of [
  ['process', false],
  ['process-win32', true],
]) {
  const removeImport = text => text.replace(/^import \{ isWindows \} from .*$/m, '')
  const { outputFiles } = await build({
    ...options,
    banner: {},
    format: 'esm',
    splitting: true,
    write: false,
    entryPoints: { entry: program, later: laterName },
    chunkNames: 'chunk',
    outdir: 'dist/bootstrap',
    // A module's own `require` is a wrapper of esbuild's.
    define: { isWindows: String(isWindows), require: 'load' },
    plugins: [laterPlugin, harden(removeImport)],
  })
  const texts = Object.fromEntries(outputFiles.map(({ path, text }) => [basename(path, '.js'), text]))
  writeFileSync(`dist/bootstrap/${outfile}.cjs`, `${banner}const load=require;${joinParts(texts)}`)
}

await makeEntryForAnyNode('dist/bootstrap/index.cjs')

/** Turns the entry into ES5, which any Node can parse, and has it do nothing before Node 18. */
async function makeEntryForAnyNode(path) {
  const { ScriptTarget, ModuleKind } = ts
  const compilerOptions = { target: ScriptTarget.ES5, module: ModuleKind.None, ignoreDeprecations: '6.0' }
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions })
  const guarded = `if(parseInt(process.version.slice(1),10)>=18)(function(){${outputText}})()`
  const { code } = await transform(guarded, { minify: true, target: 'es5', legalComments: 'none' })
  parse(code, { ecmaVersion: 5 })
  writeFileSync(path, code)
}
