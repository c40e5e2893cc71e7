// Wine, and where the Windows of the tests lies.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

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

/** Installs Debian's Wine, and the compiler for the small programs beside it. */
export function installWine() {
  const isThere = name => spawnSync('which', [name]).status === 0
  if (isThere('wine') && isThere('x86_64-w64-mingw32-gcc')) return
  const sudo = process.getuid() === 0 ? [] : ['sudo']
  const apt = (...args) => run([...sudo, 'apt-get', ...args], { DEBIAN_FRONTEND: 'noninteractive' })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', 'wine64', 'wine', 'gcc-mingw-w64-x86-64')
}

/** Makes an empty Windows. Wine 8 says that it is Windows 7, which Node refuses. */
export function createPrefix(folder) {
  const { prefix, driveW } = windowsFolders(folder)
  const ready = join(prefix, 'ready')
  if (existsSync(ready)) return
  mkdirSync(driveW, { recursive: true })
  const env = { ...wineEnvironment(folder), WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=' }
  run(['wineboot', '-i'], env)
  run(['wineserver', '-w'], env)
  run(['winecfg', '-v', 'win10'], env)
  run(['wineserver', '-w'], env)
  // On Z:, which is Linux's root, `/proc` would be Linux's: no Windows has it.
  symlinkSync(driveW, join(prefix, 'dosdevices/w:'))
  writeFileSync(ready, '')
}

/** Compiles a C file beside this one; `options` are the compiler's. */
export function compile(name, target, ...options) {
  if (existsSync(target)) return
  run(['x86_64-w64-mingw32-gcc', '-O2', '-o', target, join(import.meta.dirname, name), ...options])
}

function run([command, ...args], env = {}) {
  // 5 minutes: what takes longer hangs.
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 300_000,
  })
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? status}\n${stdout}${stderr}`)
}
