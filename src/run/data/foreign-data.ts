import type { CoverageMapData, FileCoverageData } from '../../core/index.ts'

/** The kind and content of a JSON file of another tool, or of covtree. */
export type ForeignData =
  | { kind: 'data-file' }
  /** A NODE_V8_COVERAGE file (Node, c8), or one script of Deno's `--coverage`. */
  | { kind: 'v8'; result: unknown[]; rest: Record<string, unknown> }
  /** Istanbul's coverage-final.json, or the map in a blob of Vitest. */
  | { kind: 'map'; map: CoverageMapData }

/** Recognizes the coverage in a parsed JSON file; `undefined` if there is none. */
export function recognizeData(content: unknown): ForeignData | undefined {
  if (Array.isArray(content)) {
    const map = readVitestBlob(content)
    return map && { kind: 'map', map }
  }
  if (!isObject(content)) return undefined
  if (isObject(content.covtree) && 'version' in content.covtree) return { kind: 'data-file' }
  if (Array.isArray(content.result)) {
    const { result, ...rest } = content
    return { kind: 'v8', result, rest }
  }
  if (typeof content.url === 'string' && Array.isArray(content.functions)) {
    return { kind: 'v8', result: [content], rest: {} }
  }
  return isCoverageMap(content) ? { kind: 'map', map: content } : undefined
}

/**
 * Finds the coverage map in a blob of Vitest's blob reporter (4 and 5): a list of version, files, errors, coverage, … It is in the `flatted`
 * format: the file is a list of all values, beginning with the root. A text inside of an object or list is the index of the value that
 * stands there.
 */
function readVitestBlob(values: unknown[]): CoverageMapData | undefined {
  const revive = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const target = values[Number(value)]
      return typeof target === 'string' ? target : revive(target)
    }
    if (Array.isArray(value)) return value.map(revive)
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revive(inner)]))
  }
  const [root] = values
  const coverage = Array.isArray(root) && root.length >= 4 ? revive(root[3]) : undefined
  return isObject(coverage) && isCoverageMap(coverage) ? coverage : undefined
}

function isCoverageMap(content: Record<string, unknown>): content is CoverageMapData {
  const files = Object.values(content)
  return files.length > 0 && files.every(isFileCoverage)
}

function isFileCoverage(file: unknown): file is FileCoverageData {
  return (
    isObject(file) &&
    typeof file.path === 'string' &&
    ['statementMap', 's', 'f', 'b'].every(key => isObject(file[key]))
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
