import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DataHeader, FunctionCoverage, ScriptInfo } from '../../src/contract/data-file.ts'
import { unpackCounts } from '../../src/core/counting/ranges.ts'
import { DataReader } from '../../src/core/data/data-file.ts'

/** A data file as V8 would tell it, with the functions' names. */
export interface ReadData {
  covtree: Omit<DataHeader, 'version'> & { scripts: ScriptInfo[] }
  result: { url: string; functions: Omit<FunctionCoverage, 'isBlockCoverage'>[] }[]
}

/** Reads a data file and gives its functions the names that the texts have for them. */
export function readData(path: string): ReadData {
  const { header, scripts, countsAt } = new DataReader(path).read(path)
  return {
    covtree: { ...header!, scripts: scripts.map(({ info }) => info!) },
    result: scripts.map(({ url, info }, index) => {
      const text = readText(url, info!, dirname(path))
      return { url, functions: readFunctions(countsAt(index), text, info!.length) }
    }),
  }
}

function readFunctions(
  packed: string,
  text: string,
  textLength: number,
): ReadData['result'][number]['functions'] {
  const { length, starts, ends, counts, roots } = unpackCounts(packed)
  const functions: ReadData['result'][number]['functions'] = []
  for (let i = 0; i < length; i++) {
    const [startOffset, endOffset, count] = [starts[i]!, ends[i]!, counts[i]!]
    const isScript = startOffset === 0 && endOffset === textLength
    if (roots[i] === 1)
      functions.push({ functionName: isScript ? '' : nameFunction(text, startOffset), ranges: [] })
    functions.at(-1)!.ranges.push({ startOffset, endOffset, count })
  }
  return functions
}

/** As V8 names a function that begins there: by its own name, that of the method, or that of what it is assigned to. */
function nameFunction(text: string, start: number): string {
  const own = /^(?:async\s+)?function\*?\s*([\w$]*)/.exec(text.slice(start))
  if (own?.[1]) return own[1]
  const assigned = /([\w$]+)\s*[=:]\s*$/.exec(text.slice(0, start))
  if (assigned) return assigned[1]!
  if (own) return ''
  return (
    /^(?:(?:static|async|get|set)\s+|\*\s*)*#?([\w$]+)\s*\([^()]*\)\s*\{/.exec(text.slice(start))?.[1] ?? ''
  )
}

function readText(url: string, info: ScriptInfo, folder: string): string {
  if (info.text !== undefined) return readFileSync(join(folder, 'texts', info.text), 'utf8')
  return readFileSync(url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url, 'utf8')
}
