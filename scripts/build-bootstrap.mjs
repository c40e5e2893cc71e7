// Builds dist/bootstrap/: one CommonJS file per entry, Node built-ins only, for any Node >= 18.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'

// A program may replace these globals later. The bootstrap keeps using the ones from its start.
const globals =
  'process,Buffer,URL,Atomics,SharedArrayBuffer,Int32Array,JSON,Reflect,Object,Array,Map,Set,WeakMap,Math,Date,Number,BigInt,String,Error,setTimeout,clearTimeout,setInterval,clearInterval'

const options = {
  absWorkingDir: new URL('..', import.meta.url).pathname,
  bundle: true,
  platform: 'node',
  target: 'node18',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  // The banner makes the bundle's own 'use strict' have no effect, so the banner holds one. Sloppy code would box a text that is `this`.
  banner: { js: `'use strict';const{${globals}}=globalThis;` },
}

await build({
  ...options,
  entryPoints: ['index', 'vitest-worker', 'jest-worker', 'main-process'].map(name => `bootstrap/${name}.ts`),
  outdir: 'dist',
  outbase: '.',
  outExtension: { '.js': '.cjs' },
})

// What runs in each child: one file for Windows, one for all other systems. `isWindows` is a constant there: no child reads what it cannot need.
for (const [outfile, isWindows] of [
  ['process', false],
  ['process-win32', true],
]) {
  const platform = {
    name: 'platform',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(/^import \{ isWindows \} from .*$/m, ''),
        loader: 'ts',
      }))
    },
  }
  await build({
    ...options,
    entryPoints: ['bootstrap/process.ts'],
    outfile: `dist/bootstrap/${outfile}.cjs`,
    define: { isWindows: String(isWindows) },
    plugins: [platform],
  })
}
