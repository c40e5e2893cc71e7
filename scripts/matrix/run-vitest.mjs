import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository. */
export const root = join(import.meta.dirname, '../..')
/** The folder of installed Nodes and packages, and of the results; git ignores it. */
export const folder = join(root, '.matrix')

const resultFile = name => join(folder, 'results', `${name}.json`)

/**
 * Runs the tests of some projects of vitest.config.ts; true if all passed. scripts/sum-results.mjs reads the results.
 * @param name names the file of results
 * @param through a command that runs the command behind it, such as `unshare`
 * @param limit how long it may take, in minutes
 */
export function runVitest({ name, projects, args = [], env = {}, through = [], limit }) {
  const command = [
    ...through,
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
    ...projects.map(project => `--project=${project}`),
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile(name)}`,
  ]
  rmSync(resultFile(name), { force: true })
  const { status, error } = spawnSync(command[0], command.slice(1), {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: limit && limit * 60_000,
    killSignal: 'SIGKILL',
  })
  if (error?.code === 'ETIMEDOUT') console.error(`${name}: ended, it took longer than ${limit} minutes`)
  if (!existsSync(resultFile(name))) noteFailure(name)
  return status === 0
}

/** Notes a failure where no test could say so. */
export function noteFailure(name) {
  mkdirSync(join(folder, 'results'), { recursive: true })
  writeFileSync(resultFile(name), JSON.stringify({ numPassedTests: 0, numFailedTests: 1, testResults: [] }))
}
