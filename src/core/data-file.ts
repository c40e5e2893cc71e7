import { readFile } from 'node:fs/promises'
import type { DataFile, ScriptCoverage } from '../contract/data-file.ts'

/** A data file as read: ours, or a plain NODE_V8_COVERAGE file, which has no `covtree` key. */
export interface ReadDataFile {
  result: ScriptCoverage[]
  covtree?: DataFile['covtree']
  'source-map-cache'?: Record<string, { lineLengths?: number[]; data?: unknown; url?: string | null }>
}

/** Reads one data file; throws when it is truncated or not one of ours or Node's. */
export async function readDataFile(path: string): Promise<ReadDataFile> {
  const data: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (!isDataFile(data)) throw new TypeError(`${path} holds no coverage of scripts`)
  const { covtree } = data
  if (covtree && covtree.version !== 1)
    throw new TypeError(`${path} has format version ${String(covtree.version)}: use 1`)
  return data
}

function isDataFile(data: unknown): data is ReadDataFile {
  if (typeof data !== 'object' || data === null || !('result' in data) || !Array.isArray(data.result))
    return false
  if ('covtree' in data) {
    const covtree = data.covtree as Partial<DataFile['covtree']> | null
    if (typeof covtree !== 'object' || covtree === null) return false
    if (covtree.version === 1 && (typeof covtree.process?.id !== 'string' || !Array.isArray(covtree.scripts)))
      return false
  }
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
