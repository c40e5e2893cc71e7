import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { linkPackages } from './project.ts'
import { repository } from './toolchain.ts'

/** Packs the package into a folder; returns the tarball's path. */
export function packTarball(folder: string): string {
  const printed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: repository,
    encoding: 'utf8',
  })
  const [{ filename }] = Object.values(JSON.parse(printed)) as [{ filename: string }]
  return join(folder, filename)
}

/** Packs the package and lays it out as npm does, in a project that is removed when the test has finished. */
export function installTarball(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-pack-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const own = join(root, 'node_modules/covtree')
  mkdirSync(own, { recursive: true })
  execFileSync('tar', ['-xzf', packTarball(root), '-C', own, '--strip-components=1'])
  linkPackages(join(root, 'node_modules'), name => /^(vitest|vite|@vitest\/|@types\/)/.test(name))
  return root
}
