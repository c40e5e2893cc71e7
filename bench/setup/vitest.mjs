// Vitest 5 with covtree, for the programs of the bench.
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { repository } from './folders.mjs'
import { installVitest } from './tools.mjs'

const config = `import covtree from 'covtree/vitest'
const { BENCH_WAY: way, BENCH_TESTS: tests, BENCH_ROOT: root } = process.env
export default {
  root,
  plugins: [covtree()],
  test: {
    include: [tests],
    coverage: {
      provider: 'v8', enabled: true, include: ['src/js/**'], reporter: ['json'], reportsDirectory: root + '/reports/' + way,
      subprocess: way === 'covtree', autoAttachSubprocess: way === 'native',
    },
  },
}
`

/**
 * Installs Vitest and covtree for programs below `root`. Returns the arguments and the environment of Vitest. BENCH_TESTS are the test files;
 * BENCH_WAY is `off`, `covtree` or `native`.
 */
export function prepareVitest(root) {
  const toolchain = installVitest()
  installCovtree(toolchain)
  const file = `${toolchain}/vitest.config.mjs`
  writeFileSync(file, config)
  linkOnce(`${toolchain}/node_modules`, `${root}/node_modules`)
  return {
    args: [`${toolchain}/node_modules/vitest/vitest.mjs`, '--config', file],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, BENCH_ROOT: root },
  }
}

/** Links covtree into node_modules, as npm would. */
function installCovtree(toolchain) {
  const own = `${toolchain}/node_modules/covtree`
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own, { recursive: true })
  for (const name of ['package.json', 'dist'])
    cpSync(`${repository}/${name}`, `${own}/${name}`, { recursive: true })
  for (const name of [
    'acorn',
    'ast-v8-to-istanbul',
    '@jridgewell/trace-mapping',
    'istanbul-lib-coverage',
    'istanbul-lib-report',
    'istanbul-reports',
    'picomatch',
  ])
    linkOnce(`${repository}/node_modules/${name}`, `${toolchain}/node_modules/${name}`)
}

function linkOnce(target, path) {
  mkdirSync(dirname(path), { recursive: true })
  if (!existsSync(path)) symlinkSync(target, path)
}
