// V8's answer to a take is the text of a protocol message, most of it about Node's own scripts. The wanted scripts are cut out of the text
// unparsed: parsing all of it doubled the time of an exit (Node 20, tsc: 1.1 MB).

import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { parse, stringify } from '../node/primordials.ts'
import { mergeCounts } from './merge-counts.ts'

/** A script coverage, unparsed. */
export interface TakenScript {
  scriptId: string
  url: string
  /** The script coverage as JSON, its keys in the protocol's order. */
  json: string
}

// Neither text can occur inside a JSON string, where a quote has a backslash before it.
const begin = '{"scriptId":"'
const beforeUrl = '","url":"'

/** Cuts the scripts whose URL `isWanted`, and is not one of Node's own, out of the answer to `Profiler.takePreciseCoverage`. */
export function splitScripts(message: string, isWanted: (url: string) => boolean): TakenScript[] {
  const scripts: TakenScript[] = []
  let start = message.indexOf(begin)
  while (start !== -1) {
    const next = message.indexOf(`,${begin}`, start)
    const idStart = start + begin.length
    const idEnd = message.indexOf(beforeUrl, idStart)
    const urlStart = idEnd + beforeUrl.length
    // Most scripts are Node's own. No function is called for these, or V8 (Node 24) would compile it in another thread.
    const url = message.startsWith('node:', urlStart) ? undefined : readString(message, urlStart)
    if (url !== undefined && isWanted(url)) {
      // A script ends with `]}`; after the last one, the list of scripts is closed too.
      const end = next === -1 ? message.lastIndexOf(']}', message.lastIndexOf(']') - 1) + 2 : next
      scripts.push({ scriptId: message.slice(idStart, idEnd), url, json: message.slice(start, end) })
    }
    start = next === -1 ? -1 : next + 1
  }
  return scripts
}

/** Reads a JSON string whose opening quote is before `start`. */
function readString(text: string, start: number): string {
  let end = text.indexOf('"', start)
  let inner = text.slice(start, end)
  if (!inner.includes('\\')) return inner
  while (/(?:^|[^\\])(?:\\\\)*\\$/.test(inner)) {
    end = text.indexOf('"', end + 1)
    inner = text.slice(start, end)
  }
  return parse(`"${inner}"`)
}

const beforeLength = '"functions":[{"functionName":"","ranges":[{"startOffset":0,"endOffset":'
/** More than a length of V8 has: its longest text is 2^29 characters. */
const mostDigits = 12

/** UTF-16 length of the text that V8 ran: the end of the module's own range, the first one. -1 if V8 left that range out. */
export function readLength({ json }: TakenScript): number {
  const at = json.indexOf(beforeLength)
  return at === -1
    ? -1
    : Number.parseInt(json.slice(at + beforeLength.length, at + beforeLength.length + mostDigits), 10)
}

/** Whether anything in a script ran. */
export function hasCounts({ json }: TakenScript): boolean {
  return /"count":[1-9]/.test(json)
}

/** Takes parsed script coverages whose URL `isWanted`. */
export function takeParsed(scripts: ScriptCoverage[], isWanted: (url: string) => boolean): TakenScript[] {
  return scripts.filter(({ url }) => isWanted(url)).map(toTaken)
}

function toTaken(script: ScriptCoverage): TakenScript {
  return { scriptId: script.scriptId, url: script.url, json: stringify(script) }
}

/** Sums two takes of one thread. Only scripts that are in both are parsed. */
export function mergeTaken(first: TakenScript[], second: TakenScript[]): TakenScript[] {
  if (first.length === 0) return second
  if (second.length === 0) return first
  const merged = new Map<string, TakenScript>()
  for (const script of first) merged.set(script.scriptId, script)
  for (const script of second) {
    const before = merged.get(script.scriptId)
    merged.set(script.scriptId, before ? mergeScripts(before, script) : script)
  }
  return [...merged.values()]
}

function mergeScripts(first: TakenScript, second: TakenScript): TakenScript {
  return toTaken(mergeCounts([parse(first.json)], [parse(second.json)])[0]!)
}
