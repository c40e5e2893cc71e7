import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { work } from './folders.mjs'

/** The tools to compare with, and the large program. The bench alone needs them, so they are no dependencies of covtree. */
const wanted = { c8: '^12.0.0', nyc: '^18.0.0', tsx: '^4.23.15', typescript: '^5.9.3' }
/** Installs the tools once; returns the folder whose node_modules holds them. */
export function installTools() {
  return install(`${work}/tools`, wanted)
}

/** Installs Vitest 5, which needs Node 22, once; returns the folder whose node_modules holds it. */
export function installVitest() {
  return install(`${work}/vitest5`, { vitest: '^5.1.1', '@vitest/coverage-v8': '^5.1.1' })
}

function install(folder, dependencies) {
  const text = `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`
  const file = `${folder}/package.json`
  if (existsSync(`${folder}/node_modules`) && existsSync(file) && readFileSync(file, 'utf8') === text) {
    return folder
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, text)
  process.stderr.write(`installing ${Object.keys(dependencies).join(', ')} …\n`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return folder
}
