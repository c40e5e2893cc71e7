// Installs packages and Nodes from npm into folders that git ignores.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Installs packages into a project of their own. */
export function install(place, packages) {
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'package.json'), '{ "private": true }\n')
  // --force: a package may not support the Node that runs npm here. It runs on another Node later.
  execFileSync('npm', ['install', '--force', '--no-audit', '--no-fund', '--loglevel=error', ...packages], {
    cwd: place,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
}

/** The major version of the Node that runs this. */
export const ownMajor = Number(process.versions.node.split('.')[0])

/** Path of a Node binary, once installed into `folder`; npm's packages `node-<platform>-<arch>` hold `bin/node`. */
export function installNode(folder, major) {
  const isWindows = process.platform === 'win32'
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  const place = join(folder, `node${major}`)
  const binary = join(place, 'node_modules', name, isWindows ? 'bin/node.exe' : 'bin/node')
  if (!existsSync(binary)) install(place, [`${name}@${major}`])
  return binary
}
