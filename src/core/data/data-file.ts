import { dirname, join } from 'node:path'
import { packFunctions, scriptSeparator } from '../../contract/counts.ts'
import type {
  DataFile,
  DataHeader,
  FunctionCoverage,
  ListedScript,
  ScriptCoverage,
  ScriptInfo,
} from '../../contract/data-file.ts'
import { dataFolderNames } from '../../contract/data-layout.ts'
import { isProcessInfo } from './process-info.ts'
import { readPart } from './read-part.ts'

/** A script in a data file. */
export interface ReadScript {
  url: string
  /** Absent in a file by NODE_V8_COVERAGE. */
  info?: ScriptInfo
  /** NODE_V8_COVERAGE only: the end of the range of the whole script, if it is in the file. */
  end?: number | undefined
  /** NODE_V8_COVERAGE only: Node's entry for its source map. */
  sourceMapCache?: SourceMapCacheEntry | undefined
}

/** Node's entry for a script with a source map. */
export interface SourceMapCacheEntry {
  lineLengths?: number[]
  data?: unknown
  url?: string | null
}

/** A data file as read. A file by NODE_V8_COVERAGE has no header. */
export interface ReadDataFile {
  path: string
  header: Omit<DataHeader, 'version'> | undefined
  /** Files that share a list have the same one. */
  scripts: readonly ReadScript[]
  /** The packed counts of a script by its index. */
  countsAt(index: number): string
  /** Equal for files with equal scripts and counts; absent if that is not known. */
  key: string | undefined
}

/** A file that Node writes because of NODE_V8_COVERAGE. */
interface NodeFile {
  result: ScriptCoverage[]
  'source-map-cache'?: Record<string, SourceMapCacheEntry>
}

/** Stands for counts that were not read. */
const nothing = () => ''

/** Most lists of scripts that are kept in memory: a run has few programs. */
const mostLists = 100

/** Reads data files of one folder. Keeps some lists of scripts in memory, and nothing else. */
export class DataReader {
  readonly #folder: string
  readonly #lists = new Map<string, readonly ReadScript[]>()

  /** @param dataFile value of `COVTREE_DATAFILE` */
  constructor(dataFile: string) {
    this.#folder = join(dirname(dataFile), dataFolderNames.shared)
  }

  /**
   * Reads one data file. Throws if it, or a part it shares, is gone, truncated, or of an unknown format.
   * @param isKnown whether a {@link ReadDataFile.key} is known: the counts of a known one are not read
   */
  read(path: string, isKnown?: (key: string) => boolean): ReadDataFile {
    const data: unknown = JSON.parse(readPart(path))
    if (isNodeFile(data)) return readNodeFile(path, data)
    const version = (data as Partial<DataFile> | null)?.covtree?.version
    if (version !== 2) throw new TypeError(describeFault(path, version))
    const { covtree: header, scripts: listed, counts, sharedCounts } = data as DataFile
    if (!isProcessInfo(header.process)) throw new TypeError(`${path} names no process`)
    const scripts = typeof listed === 'string' ? this.#readList(listed) : toScripts(listed)
    const key = typeof listed === 'string' && sharedCounts ? `${listed} ${sharedCounts}` : undefined
    if (key !== undefined && isKnown?.(key)) return { path, header, scripts, countsAt: nothing, key }
    const packed = sharedCounts ? readPart(join(this.#folder, sharedCounts)) : counts
    if (typeof packed !== 'string') throw new TypeError(`${path} holds no counts`)
    const parts = scripts.length === 0 && packed === '' ? [] : packed.split(scriptSeparator)
    if (parts.length !== scripts.length)
      throw new TypeError(`${path} has counts of ${parts.length} scripts for ${scripts.length}`)
    return { path, header, scripts, countsAt: index => parts[index]!, key }
  }

  #readList(name: string): readonly ReadScript[] {
    let list = this.#lists.get(name)
    if (!list) {
      list = toScripts(JSON.parse(readPart(join(this.#folder, name))))
      if (this.#lists.size >= mostLists) this.#lists.clear()
      this.#lists.set(name, list)
    }
    return list
  }
}

function toScripts(listed: ListedScript[]): ReadScript[] {
  return listed.map(({ url, ...info }) => {
    if (typeof url !== 'string' || typeof info.length !== 'number') throw new TypeError('A script has no URL')
    return { url, info }
  })
}

function readNodeFile(path: string, { result, 'source-map-cache': cache }: NodeFile): ReadDataFile {
  return {
    path,
    header: undefined,
    scripts: result.map(({ url, functions }) => ({
      url,
      end: endOfScript(functions),
      sourceMapCache: cache?.[url],
    })),
    countsAt: index => packFunctions(result[index]!.functions),
    key: undefined,
  }
}

/** The end of the range of the whole script. Node leaves that range out of a file if its count has not changed since the last one. */
function endOfScript([first]: readonly FunctionCoverage[]): number | undefined {
  const range = first?.ranges[0]
  return first?.functionName === '' && range?.startOffset === 0 ? range.endOffset : undefined
}

function isNodeFile(data: unknown): data is NodeFile {
  if (typeof data !== 'object' || data === null || !('result' in data) || !Array.isArray(data.result))
    return false
  // Data of covtree before its first release had the same form.
  if ('covtree' in data) return false
  return data.result.every(
    script =>
      typeof script?.url === 'string' &&
      Array.isArray(script.functions) &&
      script.functions.every(isFunctionCoverage),
  )
}

function isFunctionCoverage(fn: unknown): boolean {
  const ranges = (fn as { ranges?: unknown } | null)?.ranges
  return (
    Array.isArray(ranges) &&
    ranges.length > 0 &&
    ranges.every(range => typeof range?.startOffset === 'number' && typeof range.count === 'number')
  )
}

function describeFault(path: string, version: unknown): string {
  return typeof version === 'number'
    ? `${path} has format version ${version}: use 2`
    : `${path} holds no coverage of scripts`
}
