// The debugger's answers about scripts whose text is not on disk (a program run by tsx, a template), shared by all processes of a run.
// Asking costs a process 30 to 100 ms, and all processes of a program get the same answer.

import type { FunctionCoverage, ScriptInfo } from '../../src/contract/data-file.ts'
import { textFile } from '../../src/contract/data-layout.ts'
import { hashText } from '../../src/contract/hash.ts'
import { openWhenFree } from '../../src/system/busy-file.ts'
import { readLength, type TakenScript } from '../counting/taken-script.ts'
import { closeSync, openSync, parse, readText, statFile, stringify, writeSync } from '../node/primordials.ts'
import { scriptPath } from '../node/script-path.ts'

/** The debugger's answer about a script; `null`: the script is not kept. */
export type Told = ScriptInfo | null

/** The longest register, in characters: each process reads all of it. */
const longest = 1_000_000

/** What the debugger's answer depends on, beside the script. */
export interface RegisterSettings {
  dataFile: string
  roots: string[]
  isPortable: boolean
  /** A file changed after this (ms since the epoch) may not be what ran. */
  startTime: number
}

/** Reads and writes the register of a data folder. */
export class ScriptRegister {
  readonly #settings: RegisterSettings
  readonly #names = new WeakMap<TakenScript, string>()

  constructor(settings: RegisterSettings) {
    this.#settings = settings
  }

  /** Returns the debugger's answers about these scripts, by script id. Never throws. */
  find(scripts: TakenScript[]): Map<string, Told> {
    const found = new Map<string, Told>()
    const text = this.#read()
    if (text === '') return found
    for (const script of scripts) {
      const key = this.#nameScript(script)
      const at = key === undefined ? -1 : text.indexOf(`\n${key} `)
      const end = text.indexOf('\n', at + 1)
      if (at === -1 || end === -1) continue
      try {
        found.set(script.scriptId, parse(text.slice(at + key!.length + 2, end)))
      } catch {
        // Two processes wrote at the same time, on a file system that lets them.
      }
    }
    return found
  }

  /** Adds answers of the debugger. Throws what `fs` throws. */
  add(told: Map<TakenScript, Told>): void {
    let lines = ''
    for (const [script, info] of told) {
      // A script without a file may have another text in the next process. Only "not kept" holds for all of them.
      const key = info && !scriptPath(script.url) ? undefined : this.#nameScript(script)
      if (key !== undefined) lines += `\n${key} ${stringify(info)}\n`
    }
    if (lines === '' || this.#read().length + lines.length > longest) return
    const fd = openWhenFree(() => openSync(this.#path, 'a', 0o600))
    try {
      writeSync(fd, lines)
    } finally {
      closeSync(fd)
    }
  }

  get #path(): string {
    return textFile(this.#settings.dataFile, 'register')
  }

  #read(): string {
    try {
      return readText(this.#path)
    } catch {
      // No process has written the register yet.
      return ''
    }
  }

  /**
   * Names a script by the length of its text, by the places of its outermost functions and by its file as it is now: texts with one name
   * count as the same. Undefined for a script that cannot be named so.
   */
  #nameScript(script: TakenScript): string | undefined {
    const known = this.#names.get(script)
    if (known !== undefined) return known
    const length = readLength(script)
    if (length === -1) return undefined
    const { roots, isPortable, startTime } = this.#settings
    const path = scriptPath(script.url)
    const stat = path && statFile(path)
    if (path && (!stat || stat.mtimeMs > startTime)) return undefined
    const state = stat ? [stat.size, stat.mtimeMs] : []
    const { functions } = parse(script.json) as { functions: FunctionCoverage[] }
    const name = hashText(stringify([roots, isPortable, script.url, length, state, findOutermost(functions)]))
    this.#names.set(script, name)
    return name
  }
}

/** Names and offsets of the outermost functions. V8 lists them in any case; it leaves out functions inside a function that did not run. */
function findOutermost(functions: FunctionCoverage[]): (string | number)[] {
  const outline: (string | number)[] = []
  let end = 0
  for (let i = 1; i < functions.length; i++) {
    const { functionName, ranges } = functions[i]!
    const [{ startOffset, endOffset }] = ranges as [FunctionCoverage['ranges'][0]]
    if (startOffset < end) continue
    outline.push(functionName, startOffset, endOffset)
    end = endOffset
  }
  return outline
}
