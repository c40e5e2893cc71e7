// Builds dist/bootstrap/: one CommonJS file per entry, Node built-ins only, for any Node >= 18.
import { build } from 'esbuild'

// A program may replace these globals later. The bootstrap keeps using the ones from its start.
const globals =
  'process,Buffer,URL,Atomics,SharedArrayBuffer,Int32Array,JSON,Reflect,Object,Array,Map,Set,WeakMap,Math,Date,Number,BigInt,String,Error,setTimeout,clearTimeout,setInterval,clearInterval'

await build({
  entryPoints: ['index', 'process', 'vitest-worker', 'jest-worker', 'main-process'].map(
    name => `bootstrap/${name}.ts`,
  ),
  absWorkingDir: new URL('..', import.meta.url).pathname,
  outdir: 'dist',
  outbase: '.',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  // The banner makes the bundle's own 'use strict' have no effect, so the banner holds one. Sloppy code would box a text that is `this`.
  banner: { js: `'use strict';const{${globals}}=globalThis;` },
})
