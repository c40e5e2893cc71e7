import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repository, requireBuild } from '../e2e/toolchain.ts'

/** Installs the package as its users would, and keeps Windows' services up: each start is faster then. */
export default function setup(): () => void {
  requireBuild()
  const folder = process.env.COVTREE_TEST_WINDOWS!
  const projects = join(folder, 'w/projects')
  const packed = mkdtempSync(join(folder, 'packed-'))
  const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, encoding: 'utf8' })
  const [{ filename }] = Object.values(
    JSON.parse(npm(repository, 'pack', '--ignore-scripts', '--json', '--pack-destination', packed)),
  ) as [{ filename: string }]
  npm(
    projects,
    'install',
    '--no-save',
    '--os=win32',
    '--cpu=x64',
    '--no-audit',
    '--no-fund',
    join(packed, filename),
  )
  rmSync(packed, { recursive: true })
  const node = `C:\\node${process.env.COVTREE_TEST_WINDOWS_NODE}\\node.exe`
  const services = spawn('wine', [node, '-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  return () => {
    services.kill('SIGKILL')
    // What a failed test has left behind. Nothing else uses this Windows.
    spawnSync('wineserver', ['-k'])
  }
}
