import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The repository. */
export const root = join(import.meta.dirname, '../..')
/** The folder of installed Nodes and packages, and of the results; git ignores it. */
export const folder = join(root, '.matrix')

/**
 * Runs the tests of some projects of vitest.config.ts; true if all passed. scripts/sum-results.mjs reads the results.
 * @param name names the file of results
 * @param through a command that runs the command behind it, such as `unshare`
 */
export function runVitest({ name, projects, args = [], env = {}, through = [] }) {
  const command = [
    ...through,
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
    ...projects.map(project => `--project=${project}`),
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(folder, 'results', `${name}.json`)}`,
  ]
  const { status } = spawnSync(command[0], command.slice(1), {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return status === 0
}
