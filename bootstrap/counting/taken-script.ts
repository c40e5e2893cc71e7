// What V8 counted comes as the text of a protocol message, most of it about Node's own scripts. Only the parts that are kept
// are cut out of it, and nothing is parsed: parsing all of it doubled the time of an exit (Node 20, tsc: 1.1 MB).

import type { ScriptCoverage } from '../../src/contract/data-file.ts'
import { parse, stringify } from '../node/primordials.ts'
import { mergeCounts } from './merge-counts.ts'

/** One script of what V8 counted. */
export interface TakenScript {
  scriptId: string
  url: string
  /** The script coverage as JSON, its keys in the protocol's order. */
  json: string
}

// No such text can stand inside of a JSON string, where a quote has a backslash before it.
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
    // Most are Node's own: nothing is called for these, or V8 (Node 24) would compile it in a thread of its own.
    const url = message.startsWith('node:', urlStart) ? undefined : readString(message, urlStart)
    if (url !== undefined && isWanted(url)) {
      // Functions end with `]}`, the last one of all with what closes the list of scripts.
      const end = next === -1 ? message.lastIndexOf(']}', message.lastIndexOf(']') - 1) + 2 : next
      scripts.push({ scriptId: message.slice(idStart, idEnd), url, json: message.slice(start, end) })
    }
    start = next === -1 ? -1 : next + 1
  }
  return scripts
}

/** Reads a JSON string from behind its opening quote. */
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

/** UTF-16 length of the text that V8 ran: where the module's own range ends, which V8 puts first. -1 if V8 did not tell. */
export function readLength({ json }: TakenScript): number {
  const at = json.indexOf(beforeLength)
  return at === -1
    ? -1
    : Number.parseInt(json.slice(at + beforeLength.length, at + beforeLength.length + 12), 10)
}

/** Whether anything in a script ran. */
export function hasCounts({ json }: TakenScript): boolean {
  return /"count":[1-9]/.test(json)
}

/** Script coverages that came parsed, those whose URL `isWanted`. */
export function takeParsed(scripts: ScriptCoverage[], isWanted: (url: string) => boolean): TakenScript[] {
  return scripts.filter(({ url }) => isWanted(url)).map(toTaken)
}

function toTaken(script: ScriptCoverage): TakenScript {
  return { scriptId: script.scriptId, url: script.url, json: stringify(script) }
}

/** Sums two takes of one thread. */
export function mergeTaken(first: TakenScript[], second: TakenScript[]): TakenScript[] {
  if (first.length === 0) return second
  if (second.length === 0) return first
  return mergeCounts(first.map(parseScript), second.map(parseScript)).map(toTaken)
}

function parseScript({ json }: TakenScript): ScriptCoverage {
  return parse(json)
}
