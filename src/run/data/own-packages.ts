import { join, relative } from 'node:path'
import picomatch from 'picomatch'
import { readText } from '../../core/texts/same-text.ts'
import { followLinks } from '../sources/follow-links.ts'
import { readFolder } from '../sources/source-files.ts'

interface Manifest {
  name?: unknown
  workspaces?: unknown
}

/**
 * The folders of the project's own packages by their names: that of each root, and those of its workspaces. A file that cannot be read names
 * none.
 */
export function listOwnPackages(roots: readonly string[]): Record<string, string> {
  const packages: Record<string, string> = {}
  for (const root of roots.map(followLinks)) {
    const manifest = readManifest(root)
    const globs = [...listWorkspaces(manifest), ...listPnpmWorkspaces(root)]
    for (const folder of [...findFolders(root, globs), root]) {
      const name = folder === root ? manifest?.name : readManifest(folder)?.name
      if (typeof name === 'string' && name !== '') packages[name] = folder
    }
  }
  return packages
}

function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readText(join(folder, 'package.json')) ?? '') ?? undefined
  } catch {
    return undefined
  }
}

/** `workspaces` of npm, Yarn and Bun: a list, or an object that holds it. */
function listWorkspaces(manifest: Manifest | undefined): string[] {
  const { workspaces } = manifest ?? {}
  const list = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | null)?.packages
  return Array.isArray(list) ? list.filter(glob => typeof glob === 'string') : []
}

/** The list under `packages:` in pnpm-workspace.yaml, in the form that pnpm writes: an item a line. */
function listPnpmWorkspaces(root: string): string[] {
  const text = readText(join(root, 'pnpm-workspace.yaml')) ?? ''
  const list = /^packages:[^\S\n]*\n((?:[^\S\n]*(?:-.*|#.*)?\n)*)/m.exec(`${text}\n`)?.[1] ?? ''
  return Array.from(list.matchAll(/^\s*-\s*(['"]?)([^'"#]+?)\1\s*(?:#.*)?$/gm), item => item[2]!)
}

/** Folders below a root that match some of the globs; one with `!` takes folders out. */
function findFolders(root: string, globs: readonly string[]): string[] {
  const [taken, left] = [false, true].map(isOut =>
    globs
      .filter(glob => glob.startsWith('!') === isOut)
      .map(glob => glob.replace(/^!?(?:\.\/)?(.*?)\/*$/, '$1')),
  ) as [string[], string[]]
  if (taken.length === 0) return []
  const isMatch = picomatch(taken, { ignore: left })
  const depth = Math.max(
    ...taken.map(glob => (glob.includes('**') ? Number.POSITIVE_INFINITY : glob.split('/').length)),
  )
  const found: string[] = []
  const enter = (folder: string, level: number) => {
    for (const entry of readFolder(folder)) {
      if (!entry.isDirectory()) continue
      const path = join(folder, entry.name)
      if (isMatch(relative(root, path).replaceAll('\\', '/'))) found.push(path)
      if (level < depth) enter(path, level + 1)
    }
  }
  enter(root, 1)
  return found
}
