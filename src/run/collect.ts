import {
  type Counting,
  type CoverageMapData,
  combine,
  type ProcessRecord,
  type Warning,
} from '../core/index.ts'
import type { PathAlias } from '../core/path-aliases.ts'
import { createFileFilter } from './file-filter.ts'
import { listSourceFiles } from './source-files.ts'
import { structuresFromDisk } from './structures.ts'

/** What to add up, and which files belong to it. */
export interface CollectOptions {
  /** Value of `COVTREE_DATAFILE`: folder and prefix of the data files. */
  dataFile: string
  /** The checkout. @default process.cwd() */
  root?: string
  /** Globs relative to `root`. */
  include?: readonly string[] | undefined
  /** Globs relative to `root`. */
  exclude?: readonly string[] | undefined
  /** Folders that the run itself writes to; nothing in them belongs to the report. */
  outputs?: readonly string[]
  /** Add the included files that no process ran. @default false */
  all?: boolean
  /** Counts are added to this coverage map, in place. @default {} */
  map?: CoverageMapData
  /** Whose counts those of `map` are. @default 'v8' */
  counting?: Counting
  /** Where folders of other machines lie here. */
  paths?: readonly PathAlias[]
}

/** What was added up. */
export interface Collected {
  map: CoverageMapData
  processes: ProcessRecord[]
  /** Each message ends with the code that docs/messages.md explains. */
  warnings: Pick<Warning, 'message'>[]
}

/** Adds up the data of a folder for the files of a checkout, with structures from the sources on disk. */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { dataFile, root = process.cwd(), include, exclude, all = false, map = {} } = options
  const isIncluded = createFileFilter({ root, include, exclude, outputs: options.outputs ?? [] })
  const structuresFor = structuresFromDisk(root)
  if (all) {
    const missing = listSourceFiles(root, isIncluded).filter(path => !map[path])
    Object.assign(map, await structuresFor(missing))
  }
  const result = await combine({
    dataFile,
    map,
    isIncluded,
    structuresFor,
    counting: options.counting ?? 'v8',
    paths: options.paths ?? [],
  })
  return { ...result, map }
}
