import { isAbsolute, relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { isWindows } from '../../system/platform.ts'
import { followLinks } from './follow-links.ts'

/** The files that belong to a report. */
export interface FileFilterOptions {
  /** Globs are relative to this folder, and no file outside of it belongs to the report. */
  root: string
  /** Globs of files that belong to the report. @default ['**'] */
  include?: readonly string[] | undefined
  /** Globs of files that do not, taken from the included ones. @default {@link defaultExclude} */
  exclude?: readonly string[] | undefined
  /** Folders that a run itself writes to; nothing in them belongs to the report. */
  outputs?: readonly string[]
}

/** Tests, settings of tools and types. An `exclude` of the user replaces it. */
export const defaultExclude: readonly string[] = [
  '**/*.{test,spec,bench}.?(c|m)[jt]s?(x)',
  '**/{test,tests,__tests__,__mocks__}/**',
  '**/test.?(c|m)[jt]s?(x)',
  '**/{jest,vitest,vite,covtree,eslint,prettier,babel,rollup,webpack,ava,playwright}.config.?(c|m)[jt]s',
  '**/.*.?(c|m)[jt]s',
  '**/*.d.?(c|m)ts',
]

/** Never part of a report, whatever the globs say. Processes do not count packages in node_modules at all. */
const never = /(?:^|\/)(?:node_modules|\.git)(?:\/|$)/

/** Tells whether an absolute path belongs to the report. */
export type FileFilter = (path: string) => boolean

/** Makes the filter of some globs. A glob that names a folder means everything in the folder. */
export function createFileFilter({ root, include, exclude, outputs = [] }: FileFilterOptions): FileFilter {
  const options = { dot: true, windows: isWindows }
  // Node gives scripts their real paths; a host may keep the links.
  const roots = [...new Set([followLinks(root), root])]
  const isIncluded = picomatch(toGlobs(include?.length ? include : ['**'], roots), options)
  const excluded = [
    ...(exclude ? toGlobs(exclude, roots) : defaultExclude),
    ...outputs.flatMap(folder => toOutput(folder, roots)),
  ]
  const isExcluded = picomatch(excluded, options)
  return path => {
    const name = toRelative(path, roots)
    return name !== undefined && isIncluded(name) && !never.test(name) && !isExcluded(name)
  }
}

/** Expands `src`, `src/` and `./src` to all files below, makes absolute ones and `../here/src` relative, and follows links. */
function toGlobs(globs: readonly string[], roots: readonly string[]): string[] {
  return globs.flatMap(glob => {
    if (sep === '\\') glob = glob.replaceAll('\\', '/')
    const isElsewhere = isAbsolute(glob) || glob.startsWith('../')
    const named = isElsewhere ? (toRelative(glob, roots) ?? glob) : glob
    const plain = named.replace(/^\.\//, '').replace(/\/+$/, '')
    if (plain === '' || plain === '.') return ['**']
    const names = [plain, ...findTarget(glob, roots)]
    return names.flatMap(name => (name.endsWith('/**') ? [name] : [name, `${name}/**`]))
  })
}

/** The globs of an output folder. A folder outside of the root needs none. */
function toOutput(folder: string, roots: readonly string[]): string[] {
  const name = toRelative(folder, roots) ?? findTarget(folder, roots)[0]
  return name === undefined ? [] : toGlobs([name], roots)
}

/** Where a glob leads that goes through a link; empty if it goes through none, or out of the root. */
function findTarget(glob: string, roots: readonly string[]): string[] {
  const path = resolve(roots[0]!, glob)
  const target = followLinks(path)
  const name = target === path ? undefined : toRelative(target, roots)
  return name === undefined ? [] : [name]
}

function toRelative(path: string, roots: readonly string[]): string | undefined {
  for (const root of roots) {
    const name = relative(root, resolve(root, path))
    if (name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name)) continue
    return sep === '/' ? name : name.split(sep).join('/')
  }
  return undefined
}
