// Wine, and where the Windows of the tests lies.
import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './run-program.mjs'

/** Paths below the folder that holds one Windows: Wine's own files, and drive W:, where all projects lie. */
export function windowsFolders(folder) {
  return {
    prefix: join(folder, 'wine'),
    driveC: join(folder, 'wine/drive_c'),
    driveW: join(folder, 'w'),
    installs: join(folder, 'installs'),
  }
}

/** The environment in which Wine finds this Windows. */
export function wineEnvironment(folder) {
  return {
    ...process.env,
    WINEPREFIX: windowsFolders(folder).prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    DISPLAY: '',
    XDG_RUNTIME_DIR: folder,
  }
}

const compiler = 'x86_64-w64-mingw32-gcc'
const isThere = name => spawnSync('which', [name]).status === 0
const isRoot = process.getuid?.() === 0

/** Installs Debian's Wine, and with `hasCompiler` what compiles the small programs beside it. 100 MB each. */
export async function installWine({ hasCompiler }) {
  const packages = isThere('wine') ? [] : ['wine64', 'wine']
  if (hasCompiler && !isThere(compiler)) packages.push('gcc-mingw-w64-x86-64-win32')
  if (packages.length === 0) return
  const apt = (...args) =>
    runProgram(isRoot ? 'apt-get' : 'sudo', isRoot ? args : ['apt-get', ...args], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      limit: 240,
    })
  await apt('update', '-qq')
  // Without a flush to the disk for each of 4000 files.
  const options = ['-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-unsafe-io']
  await apt('install', ...options, ...packages)
}

/** Makes an empty Windows. Wine 8 says that it is Windows 7, which Node refuses. */
export async function createPrefix(folder) {
  const { prefix, driveW } = windowsFolders(folder)
  const ready = join(prefix, 'ready')
  if (existsSync(ready)) return
  // Processes of a set-up that was ended.
  rmSync(prefix, { recursive: true, force: true })
  mkdirSync(driveW, { recursive: true })
  const env = { ...wineEnvironment(folder), WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=' }
  await runProgram('wineboot', ['-i'], { env })
  // Wine writes its registry to files when it ends.
  await runProgram('wineserver', ['-k'], { env })
  await runProgram('wineserver', ['-w'], { env })
  appendFileSync(join(prefix, 'user.reg'), '\n[Software\\\\Wine]\n"Version"="win10"\n')
  // On Z:, which is Linux's root, `/proc` would be Linux's: no Windows has it.
  symlinkSync('../../w', join(prefix, 'dosdevices/w:'))
  writeFileSync(ready, '')
}

/** Compiles a C file beside this one; `options` are the compiler's. */
export async function compile(name, target, ...options) {
  if (existsSync(target)) return
  await runProgram(compiler, ['-O2', '-o', target, join(import.meta.dirname, name), ...options])
}
