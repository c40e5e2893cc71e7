// Builds dist/bootstrap/: one CommonJS file per entry, Node built-ins only, for any Node >= 18.
import { build } from 'esbuild'

await build({
  entryPoints: ['bootstrap/index.ts', 'bootstrap/test-worker.ts', 'bootstrap/main-process.ts'],
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
})
