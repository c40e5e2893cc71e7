import type { FunctionCoverage } from './data-file.ts'

// Packed counts: `start,end,count}` for a range, one more `}` after the last range of a function, `|` between scripts. V8's own JSON takes
// 50 characters for a range and names each function.

/** Parts of a script coverage's JSON that are left out. Inside a JSON string, each quote has a backslash before it. */
const decoration =
  /\{"scriptId":"\d+","url":"(?:[^"\\]|\\.)*","functions":\[|,?\{"(?:functionName":"(?:[^"\\]|\\.)*","ranges":\[\{")?startOffset":|"endOffset":|"count":|\],"isBlockCoverage":(?:true|false)|\]\}(?=\||$)/g

/** Separates the counts of two scripts. */
export const scriptSeparator = '|'

/** Packs script coverages, given as JSON with their keys in the protocol's order. Nothing is parsed: a child does this at its end. */
export function packScripts(scripts: readonly string[]): string {
  return scripts.join(scriptSeparator).replace(decoration, '')
}

/** Packs the functions of one script, as {@link packScripts} does. */
export function packFunctions(functions: readonly FunctionCoverage[]): string {
  let packed = ''
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) packed += `${startOffset},${endOffset},${count}}`
    packed += '}'
  }
  return packed
}
