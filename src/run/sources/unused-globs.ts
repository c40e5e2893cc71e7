import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { RunWarning } from '../../report/output/terminal.ts'
import { createFileFilter } from './file-filter.ts'
import { listFiles } from './source-files.ts'

/** The globs of a report, and the files that it has. */
export interface UsedGlobs {
  root: string
  include?: readonly string[] | undefined
  exclude?: readonly string[] | undefined
  /** Absolute paths. */
  files: readonly string[]
}

/** Makes a warning of each glob of `include` that adds no file: neither one of the report, nor one that lies below the root. */
export function warnOfUnusedGlobs({ root, include = [], exclude, files }: UsedGlobs): RunWarning[] {
  const isUsed = (glob: string, excluded = exclude) => {
    const isIncluded = createFileFilter({ root, include: [glob], exclude: excluded })
    return files.some(isIncluded) || listFiles(root, isIncluded, 1).length > 0
  }
  return include
    .filter(glob => !isUsed(glob))
    .map(glob => {
      const reason = isOutside(root, glob)
        ? `a report has only files below its root, ${root}: choose another root with \`root\``
        : isUsed(glob, [])
          ? '`exclude` leaves out all of its files: change `exclude`'
          : `no file below ${root} matches it: globs are relative to that folder`
      return { message: `\`include\` value '${glob}' adds nothing, because ${reason} (unused-glob)` }
    })
}

function isOutside(root: string, glob: string): boolean {
  const name = relative(root, resolve(root, glob))
  return name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name)
}
