import { readFileSync } from 'node:fs'
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

/** A script that a process told of. */
export interface ReadScript {
  url: string
  /** Absent in a plain NODE_V8_COVERAGE file. */
  info?: ScriptInfo
  /** Of a plain file: where the script's own range ends, if it is told. */
  end?: number | undefined
  /** Of a plain file: what Node knew of its source map. */
  sourceMapCache?: SourceMapCacheEntry | undefined
}

/** What Node keeps of a script with a source map. */
export interface SourceMapCacheEntry {
  lineLengths?: number[]
  data?: unknown
  url?: string | null
}

/** A data file as read: ours, or a plain NODE_V8_COVERAGE file, which has no header. */
export interface ReadDataFile {
  path: string
  header: Omit<DataHeader, 'version'> | undefined
  /** The same list for files that share it. */
  scripts: readonly ReadScript[]
  /** The packed counts of a script by its index. */
  countsAt(index: number): string
  /** The same for files of the same scripts with the same counts; absent where none are known to be. */
  key: string | undefined
}

/** What Node writes because of NODE_V8_COVERAGE. */
interface PlainFile {
  result: ScriptCoverage[]
  'source-map-cache'?: Record<string, SourceMapCacheEntry>
}

/** The counts of a file that nobody will ask for. */
const nothing = () => ''

/** How many lists of scripts are kept in memory: a run has few programs. */
const mostLists = 100

/** Reads data files of one folder. Keeps no more than some lists of scripts in memory. */
export class DataReader {
  readonly #folder: string
  readonly #lists = new Map<string, readonly ReadScript[]>()

  /** @param dataFile value of `COVTREE_DATAFILE` */
  constructor(dataFile: string) {
    this.#folder = join(dirname(dataFile), dataFolderNames.shared)
  }

  /**
   * Reads one data file; throws when it, or a part it shares, is gone, truncated or not one of ours or Node's.
   * @param isKnown asked for a {@link ReadDataFile.key}: the counts of a known one are not read
   */
  read(path: string, isKnown?: (key: string) => boolean): ReadDataFile {
    const data: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isPlainFile(data)) return readPlain(path, data)
    const version = (data as Partial<DataFile> | null)?.covtree?.version
    if (version !== 2) throw new TypeError(describeFault(path, version))
    const { covtree: header, scripts: listed, counts, sharedCounts } = data as DataFile
    if (!isProcessInfo(header.process)) throw new TypeError(`${path} names no process`)
    const scripts = typeof listed === 'string' ? this.#readList(listed) : toScripts(listed)
    const key = typeof listed === 'string' && sharedCounts ? `${listed} ${sharedCounts}` : undefined
    if (key !== undefined && isKnown?.(key)) return { path, header, scripts, countsAt: nothing, key }
    const packed = sharedCounts ? readFileSync(join(this.#folder, sharedCounts), 'utf8') : counts
    if (typeof packed !== 'string') throw new TypeError(`${path} holds no counts`)
    const parts = scripts.length === 0 && packed === '' ? [] : packed.split(scriptSeparator)
    if (parts.length !== scripts.length)
      throw new TypeError(`${path} has counts of ${parts.length} scripts for ${scripts.length}`)
    return { path, header, scripts, countsAt: index => parts[index]!, key }
  }

  #readList(name: string): readonly ReadScript[] {
    let list = this.#lists.get(name)
    if (!list) {
      list = toScripts(JSON.parse(readFileSync(join(this.#folder, name), 'utf8')))
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

function readPlain(path: string, { result, 'source-map-cache': cache }: PlainFile): ReadDataFile {
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

/** The end of the script's own range, if it is in the data (Node leaves it out of a plain file when the script did nothing new). */
function endOfScript([first]: readonly FunctionCoverage[]): number | undefined {
  const range = first?.ranges[0]
  return first?.functionName === '' && range?.startOffset === 0 ? range.endOffset : undefined
}

function isPlainFile(data: unknown): data is PlainFile {
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
