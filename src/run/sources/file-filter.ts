import { isAbsolute, relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'

/** Which files belong to a report. */
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

/** Tests, settings and types: what a report is not about. Replaced by an `exclude` of one's own. */
export const defaultExclude: readonly string[] = [
  '**/*.{test,spec,bench}.?(c|m)[jt]s?(x)',
  '**/{test,tests,__tests__,__mocks__}/**',
  '**/test.?(c|m)[jt]s?(x)',
  '**/{jest,vitest,vite,covtree,eslint,prettier,babel,rollup,webpack,ava,playwright}.config.?(c|m)[jt]s',
  '**/.*.?(c|m)[jt]s',
  '**/*.d.?(c|m)ts',
]

/** The same as one expression: reading globs takes longer than all else that a short report does with paths. A test compares them. */
const defaultExcluded =
  /(?:^|\/)(?:[^/]*\.(?:test|spec|bench)\.[cm]?[jt]sx?|(?:tests?|__tests__|__mocks__)(?:\/.*)?|test\.[cm]?[jt]sx?|(?:jest|vitest|vite|covtree|eslint|prettier|babel|rollup|webpack|ava|playwright)\.config\.[cm]?[jt]s|\.[^/]*\.[cm]?[jt]s|[^/]*\.d\.[cm]?ts)$/s

/** Never part of a report, whatever the globs say; packages in node_modules are not even counted by the processes. */
const never = /(?:^|\/)(?:node_modules|\.git)(?:\/|$)/

/** Tells whether an absolute path belongs to the report. */
export type FileFilter = (path: string) => boolean

/** Makes the filter of some globs. A glob without a slash or a star that names a folder means all that is in it. */
export function createFileFilter({ root, include, exclude, outputs = [] }: FileFilterOptions): FileFilter {
  const isIncluded = matchAny(toGlobs(include?.length ? include : ['**'], root))
  const isExcluded = matchAny([
    ...(exclude ? toGlobs(exclude, root) : []),
    ...outputs.flatMap(folder => toOutput(folder, root)),
  ])
  return path => {
    const name = toRelative(path, root)
    if (name === undefined || !isIncluded(name) || never.test(name) || isExcluded(name)) return false
    return exclude !== undefined || !defaultExcluded.test(name)
  }
}

/** A glob that means a folder and all that is in it, and one that is a name. */
const folderGlob = /^((?:(?!\.{1,2}\/)[\w@.-]+\/)+)\*\*$/
const nameGlob = /^(?:(?!\.{1,2}\/)[\w@.-]+\/)*(?!\.{1,2}$)[\w@.-]+$/

/** Whether a name is or matches one of the globs, as `picomatch(globs)` says: by one regular expression, not one after the other. */
function matchAny(globs: readonly string[]): (name: string) => boolean {
  const names = new Set(globs)
  if (names.has('**')) return () => true
  const folders: string[] = []
  const others: string[] = []
  for (const glob of names) {
    const folder = folderGlob.exec(glob)?.[1]
    if (folder !== undefined) folders.push(folder)
    else if (!nameGlob.test(glob)) others.push(glob)
  }
  const pattern = others.length > 0 ? toPattern(others) : undefined
  return name =>
    names.has(name) ||
    folders.some(folder => name.startsWith(folder) || folder === `${name}/`) ||
    pattern?.test(name) === true
}

function toPattern(globs: readonly string[]): RegExp {
  const options = { dot: true, windows: process.platform === 'win32' }
  return new RegExp(globs.map(glob => `(?:${picomatch.makeRe(glob, options).source})`).join('|'))
}

/** `src`, `src/` and `./src` mean what is below; an absolute glob is made relative. */
function toGlobs(globs: readonly string[], root: string): string[] {
  return globs.flatMap(glob => {
    const named = isAbsolute(glob) ? (toRelative(glob, root) ?? glob) : glob
    const plain = named.replace(/^\.\//, '').replace(/\/+$/, '')
    if (plain === '' || plain === '.') return ['**']
    return plain.endsWith('/**') ? [plain] : [plain, `${plain}/**`]
  })
}

/** The globs of an output folder below the root; what lies elsewhere is not in the report anyway. */
function toOutput(folder: string, root: string): string[] {
  return toRelative(folder, root) === undefined ? [] : toGlobs([folder], root)
}

function toRelative(path: string, root: string): string | undefined {
  // Most paths are plain, and what Node does with them takes as long as the globs.
  const isPlain = sep === '/' && path.startsWith(`${root}/`) && !/\/(?:\.{0,2}\/|\.{0,2}$)/.test(path)
  if (isPlain && isAbsolute(root)) return path.slice(root.length + 1)
  const name = relative(root, resolve(root, path))
  if (name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name)) return undefined
  return sep === '/' ? name : name.split(sep).join('/')
}
