// Builds dist/bootstrap/: one CommonJS file per entry, Node built-ins only, for any Node >= 18.
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'acorn'
import { build, transform } from 'esbuild'
import ts from 'typescript'
import { createHardener } from './harden/plugin.mjs'

// A program may replace these globals later. The bootstrap keeps using the ones from its start.
const globals =
  'process,Buffer,URL,Atomics,SharedArrayBuffer,Int32Array,Uint8Array,JSON,Reflect,Object,Array,Map,Set,WeakMap,Math,Date,Number,BigInt,String,Error,setTimeout,clearTimeout,setInterval,clearInterval'

const root = new URL('..', import.meta.url).pathname
const preload = `${root}bootstrap/index.ts`
const entries = ['vitest-worker', 'jest-worker', 'main-process'].map(name => `${root}bootstrap/${name}.ts`)
const program = `${root}bootstrap/process.ts`
const harden = createHardener([...entries, program])

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  // The banner makes the bundle's own 'use strict' have no effect, so the banner holds one. Sloppy code would box a text that is `this`.
  banner: { js: `'use strict';const{${globals}}=globalThis;` },
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
  await build({
    ...options,
    entryPoints: [program],
    outfile: `dist/bootstrap/${outfile}.cjs`,
    define: { isWindows: String(isWindows) },
    plugins: [harden(removeImport)],
  })
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
