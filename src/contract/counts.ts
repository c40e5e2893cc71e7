import type { FunctionCoverage } from './data-file.ts'

// V8 tells each range in 50 characters and names each function; a count's place and number are all that is kept of that:
// `start,end,count}` a range, one more `}` behind the last range of a function, `|` between scripts.

/** Parts of a script coverage's JSON that are left out. No quote inside of a JSON string stands without a backslash before it. */
const decoration =
  /\{"scriptId":"\d+","url":"(?:[^"\\]|\\.)*","functions":\[|,?\{"(?:functionName":"(?:[^"\\]|\\.)*","ranges":\[\{")?startOffset":|"endOffset":|"count":|\],"isBlockCoverage":(?:true|false)|\]\}(?=\||$)/g

/** Between the counts of two scripts. */
export const scriptSeparator = '|'

/** Packs script coverages, given as JSON with their keys in the protocol's order. Text work alone: a child pays for it at its end. */
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
