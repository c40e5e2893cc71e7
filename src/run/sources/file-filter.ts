import { isAbsolute, relative, resolve, sep } from 'node:path'
import picomatch from 'picomatch'
import { isWindows } from '../../system/platform.ts'

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
  const isIncluded = picomatch(toGlobs(include?.length ? include : ['**'], root), options)
  const excluded = [
    ...(exclude ? toGlobs(exclude, root) : defaultExclude),
    ...outputs.flatMap(folder => toOutput(folder, root)),
  ]
  const isExcluded = picomatch(excluded, options)
  return path => {
    const name = toRelative(path, root)
    return name !== undefined && isIncluded(name) && !never.test(name) && !isExcluded(name)
  }
}

/** Expands `src`, `src/` and `./src` to all files below, and makes absolute globs relative. */
function toGlobs(globs: readonly string[], root: string): string[] {
  return globs.flatMap(glob => {
    if (sep === '\\') glob = glob.replaceAll('\\', '/')
    const named = isAbsolute(glob) ? (toRelative(glob, root) ?? glob) : glob
    const plain = named.replace(/^\.\//, '').replace(/\/+$/, '')
    if (plain === '' || plain === '.') return ['**']
    return plain.endsWith('/**') ? [plain] : [plain, `${plain}/**`]
  })
}

/** The globs of an output folder. A folder outside of the root needs none. */
function toOutput(folder: string, root: string): string[] {
  return toRelative(folder, root) === undefined ? [] : toGlobs([folder], root)
}

function toRelative(path: string, root: string): string | undefined {
  const name = relative(root, resolve(root, path))
  if (name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name)) return undefined
  return sep === '/' ? name : name.split(sep).join('/')
}
