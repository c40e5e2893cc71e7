// Builds dist/bootstrap/: one CommonJS file per entry, Node built-ins only, for any Node >= 18.
import { build } from 'esbuild'

// What the program may replace later: the bootstrap's own timers, exits and answers run on what was there at its start.
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
  // Strict, which the bundle's own directive is no longer behind a banner: sloppy code boxes the text that is `this` in a getter.
  banner: { js: `'use strict';const{${globals}}=globalThis;` },
})
