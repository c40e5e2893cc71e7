import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findJest, ownFolder, readJestVersion } from './toolchain.ts'

/** Jest is no dependency of covtree, and half as large as all of them: it is installed where these tests need it. */
export default function setup(): void {
  const folder = findJest()
  if (folder === ownFolder && !readJestVersion(folder)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(
      join(folder, 'package.json'),
      '{ "private": true, "dependencies": { "jest": "^30.0.0" } }\n',
    )
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }
  console.log(`Jest tests: Jest ${readJestVersion(folder)}`)
}
