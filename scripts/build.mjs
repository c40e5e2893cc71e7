// Builds dist/: the bootstrap (one CommonJS file per entry, Node built-ins only) and the parent's code (ES modules).
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const root = new URL('..', import.meta.url)
process.chdir(root.pathname)

rmSync('dist', { recursive: true, force: true })

// It writes into dist/, which is empty now.
await import('./build-bootstrap.mjs')

await build({
  entryPoints: ['index', 'cli/index', 'vitest/index', 'vitest/context-setup', 'jest/coverage'].map(
    name => `src/${name}.ts`,
  ),
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  packages: 'external',
})

chmodSync('dist/cli/index.js', 0o755)

// Jest requires its reporters, and most configs of Jest are CommonJS. The rest of the code is an ES module, imported at the end of a run.
await build({
  entryPoints: ['src/jest/index.ts'],
  outbase: 'src',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  packages: 'external',
  define: { 'import.meta.url': 'covtreeUrl' },
  banner: { js: "const covtreeUrl = require('node:url').pathToFileURL(__filename).href" },
  footer: {
    js: 'module.exports = Object.assign(module.exports.default, { default: module.exports.default })',
  },
  plugins: [
    {
      name: 'heavy-part',
      setup({ onResolve }) {
        onResolve({ filter: /^\.\/coverage\.ts$/ }, () => ({ path: './coverage.js', external: true }))
      },
    },
  ],
})

// covtree/embed: programs under test may be CommonJS or ES modules.
for (const [format, ending] of [
  ['esm', '.js'],
  ['cjs', '.cjs'],
]) {
  await build({
    entryPoints: ['src/embed/index.ts'],
    outbase: 'src',
    outdir: 'dist',
    outExtension: { '.js': ending },
    bundle: true,
    platform: 'node',
    target: 'node18',
    format,
  })
}

// The page of the process report: a script and a style sheet, which each index.html contains.
await build({
  entryPoints: { app: 'src/report/page/index.ts', style: 'src/report/page/style.css' },
  outdir: 'dist/report/page',
  bundle: true,
  platform: 'browser',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  format: 'iife',
  minify: true,
  legalComments: 'none',
})

execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
})
rmSync('dist/jest/index.d.ts')
copyFileSync('src/jest/public.d.cts', 'dist/jest/index.d.cts')

copyFileSync('dist/embed/index.d.ts', 'dist/embed/index.d.cts')

await import('./prune-types.mjs')
