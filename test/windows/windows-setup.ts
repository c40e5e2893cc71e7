import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repository, requireBuild } from '../e2e/toolchain.ts'

/** Unpacks the package beside what projects use, and keeps Windows' services up: each start is faster then. */
export default function setup(): () => void {
  requireBuild()
  const folder = process.env.COVTREE_TEST_WINDOWS!
  unpackPackage(folder)
  const node = `C:\\node${process.env.COVTREE_TEST_WINDOWS_NODE}\\node.exe`
  // The first start after a while starts the services, too. Where Wine does not work, no test has to find that out.
  const output = join(folder, 'first-start')
  const first = spawnSync('sh', ['-c', `exec wine "$0" -p 42 >"$1" 2>&1`, node, output], {
    stdio: 'ignore',
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  if (first.status !== 0)
    throw new Error(
      `node.exe does not start under Wine: ${first.error?.message ?? first.status}\n${readFileSync(output, 'utf8')}`,
    )
  const services = spawn('wine', [node, '-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  return () => {
    services.kill('SIGKILL')
    // Processes that a failed test has left behind. Nothing else uses this Windows.
    spawnSync('wineserver', ['-k'], { timeout: 20_000 })
  }
}

/** Lays covtree where npm would; its dependencies are there (scripts/windows/setup.mjs). */
function unpackPackage(folder: string): void {
  const packed = mkdtempSync(join(folder, 'packed-'))
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', packed]
  const [{ filename }] = Object.values(
    JSON.parse(execFileSync('npm', pack, { cwd: repository, encoding: 'utf8', timeout: 60_000 })),
  ) as [{ filename: string }]
  const target = join(folder, 'w/projects/node_modules/covtree')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  execFileSync('tar', ['-xzf', join(packed, filename), '-C', target, '--strip-components=1'])
  rmSync(packed, { recursive: true })
}
