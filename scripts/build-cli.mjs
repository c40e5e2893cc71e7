// Builds the command line: one CommonJS file, in which each module of Node and each dependency is loaded when it is first used. As ES
// modules all of them would be loaded at the start, which takes longer than most of what a command does (docs/performance.md: 50 ms).
// So the core is in dist twice, some 250 kB: here, and in the chunks that Vitest, Jest and the API load. A command line that shared these would
// start as slowly as before.
import { mkdirSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { defineSources } from './hash-sources.mjs'

const lazily = `const lazily = load => {
  let loaded
  return () => (loaded ??= load())
}
`

const { outputFiles } = await build({
  entryPoints: ['src/cli/index.ts'],
  absWorkingDir: new URL('..', import.meta.url).pathname,
  outfile: 'dist/cli/index.cjs',
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  packages: 'external',
  define: { 'import.meta.url': 'covtreeUrl', ...defineSources() },
  banner: {
    js: `const covtreeUrl = require('node:url').pathToFileURL(__filename).href\n${lazily}`,
  },
})
mkdirSync('dist/cli', { recursive: true })
writeFileSync('dist/cli/index.cjs', loadLazily(outputFiles[0].text), { mode: 0o755 })
// A script that names the file by the form that package.json's `type` suggests finds it, too.
writeFileSync('dist/cli/index.js', "#!/usr/bin/env node\nimport './index.cjs'\n", { mode: 0o755 })

/**
 * Makes functions of the variables that esbuild puts imports from outside of the bundle into:
 * `import_node_fs = require("node:fs");` and `import_node_fs.readFileSync`.
 */
function loadLazily(code) {
  const lazy = code
    .replace(/\b(import_\w+) = (.*\brequire\("[^"]+"\).*);$/gm, '$1 = lazily(() => $2);')
    // Behind `new` a call would be that of the constructor.
    .replace(/\b(import_\w+)\./g, '($1()).')
  for (const [use] of lazy.matchAll(/\bimport_\w+\b(?!\(\)\)\.| = lazily|[,;]).*/g))
    throw new Error(`The bundle of the command line uses an import as a value: ${use}`)
  return lazy
}
