import { join, resolve } from 'node:path'
import {
  type Counting,
  type CoverageMapData,
  combine,
  type OnProcessLines,
  type OnProgress,
  type ProcessRecord,
} from '../core/index.ts'
import type { PathAlias } from '../core/path-aliases.ts'
import type { RunWarning } from '../report/output/terminal.ts'
import { dataPrefix } from './data/kept-data.ts'
import { createFileFilter } from './sources/file-filter.ts'
import { followLinks } from './sources/follow-links.ts'
import { listSourceFiles } from './sources/source-files.ts'
import { type StructuresFor, structuresFromDisk } from './sources/structures.ts'
import { warnOfUnusedGlobs } from './sources/unused-globs.ts'

/** The map to add counts to, and the files that belong to it. */
export interface CombineFolderOptions {
  /** The checkout. @default process.cwd() */
  root?: string
  /** Globs relative to `root`. @default ['**'] */
  include?: readonly string[] | undefined
  /** Globs relative to `root`. @default tests, settings of tools, type declarations */
  exclude?: readonly string[] | undefined
  /** Folders that the run itself writes to; nothing in them belongs to the report. */
  outputs?: readonly string[]
  /** Add the included files that no process ran. @default false */
  all?: boolean
  /** Decides whether an absolute path belongs to the report, instead of `include` and `exclude`. */
  isIncluded?: (path: string) => boolean
  /** Counts are added to this coverage map, in place. A runner gives the map of its own processes. @default {} */
  map?: CoverageMapData
  /** The tool whose counts `map` holds. @default 'v8' */
  counting?: Counting
  /**
   * Makes structures, with all counts 0, of included files that are not in `map`. A file that it leaves out gets the structure of the
   * text that ran. @default reads the sources
   */
  structuresFor?: StructuresFor
  /** Folders of other machines, and where they are here. */
  paths?: readonly PathAlias[]
  /** Called with the lines that each process ran. Takes time and memory for each different behaviour. */
  onProcessLines?: OnProcessLines | undefined
  /** Called before each process with the number of processes that are done, and of all. */
  onProgress?: OnProgress | undefined
  /** Prefix of the data files' names, if `COVTREE_DATAFILE` was set by hand. @default 'data' */
  prefix?: string
}

/** The outcome of {@link combineFolder}. */
export interface CombinedFolder {
  map: CoverageMapData
  /** All known processes and threads with their states, sorted by start. */
  processes: ProcessRecord[]
  warnings: RunWarning[]
}

/**
 * Adds up the data of a folder (covtree's, or one of NODE_V8_COVERAGE) for the files of a checkout.
 * @param dataFolder a folder that does not exist is an empty one
 */
export async function combineFolder(
  dataFolder: string,
  options: CombineFolderOptions = {},
): Promise<CombinedFolder> {
  const { include, exclude, outputs = [], all = false, map = {} } = options
  const root = followLinks(options.root ?? process.cwd())
  const isIncluded = options.isIncluded ?? createFileFilter({ root, include, exclude, outputs })
  const structuresFor = options.structuresFor ?? structuresFromDisk(root)
  if (all) {
    const missing = listSourceFiles(root, isIncluded).filter(path => !map[path])
    Object.assign(map, await structuresFor(missing))
  }
  const result = await combine({
    dataFile: join(resolve(dataFolder), options.prefix ?? dataPrefix),
    map,
    isIncluded,
    structuresFor,
    hasCoreStructures: !options.structuresFor,
    counting: options.counting ?? 'v8',
    paths: options.paths ?? [],
    onProgress: options.onProgress,
    onProcessLines: options.onProcessLines,
  })
  const unused = options.isIncluded
    ? []
    : warnOfUnusedGlobs({ root, include, exclude, files: Object.keys(map) })
  return { ...result, map, warnings: [...result.warnings, ...unused] }
}
