// The tools that are compared: how each runs start(), and the coverage map it leaves.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const vitestConfig = (coverage, plugin, { globalSetup }) => `import { defineConfig } from 'vitest/config'
${plugin ? "import covtree from 'covtree/vitest'" : ''}
export default defineConfig({
  plugins: [${plugin ? 'covtree()' : ''}],
  test: {
    ${globalSetup ? `globalSetup: ['${globalSetup}'],` : ''}
    coverage: { enabled: true, provider: 'v8', reporter: ['json'], include: ['src/**'], ${coverage} },
  },
})
`
const testFile = `import { test } from 'vitest'
import { start } from './start.mjs'
test('starts', async () => { await start() }, 60_000)
`
const program = "import { start } from './start.mjs'\nawait start()\n"

const runVitest = (folder, node) => run(folder, node, ['node_modules/vitest/vitest.mjs', 'run'])
const runWrapper = (script, include) => (folder, node) =>
  run(folder, node, [join('node_modules', script), '--reporter=json', ...include, node, 'program.mjs'])

/** `files` are added to those of a scenario; `run` runs it all. */
export const tools = [
  {
    name: 'covtree',
    package: 'covtree',
    files: scenario => ({
      'vitest.config.mjs': vitestConfig('subprocess: true', true, scenario),
      'it.test.mjs': testFile,
    }),
    run: runVitest,
  },
  {
    name: 'Vitest, `autoAttachSubprocess`',
    package: 'vitest',
    files: scenario => ({
      'vitest.config.mjs': vitestConfig('autoAttachSubprocess: true', false, scenario),
      'it.test.mjs': testFile,
    }),
    run: runVitest,
  },
  {
    name: 'c8',
    package: 'c8',
    isWrapper: true,
    files: () => ({ 'program.mjs': program }),
    run: runWrapper('c8/bin/c8.js', ['--include=src/**', '--exclude-after-remap']),
  },
  {
    name: 'nyc',
    package: 'nyc',
    isWrapper: true,
    files: () => ({ 'program.mjs': program }),
    // dist: what a bundle's source map leads to is asked for by the scenario.
    run: runWrapper('nyc/bin/nyc.js', [
      '--include=src/**',
      '--include=dist/**',
      '--extension=.ts',
      '--extension=.mjs',
    ]),
  },
]

function run(cwd, node, args) {
  const environment = { ...process.env, CI: '', NO_COLOR: '1' }
  for (const name of Object.keys(environment)) {
    if (/^(VITEST|NODE_OPTIONS$|NODE_V8_COVERAGE$|COVTREE_)/.test(name)) delete environment[name]
  }
  return spawnSync(node, args, { cwd, env: environment, encoding: 'utf8', timeout: 180_000 })
}
