// Which scripts are kept, and where the parent finds the text that V8 ran.

import type { ScriptInfo } from '../../src/contract/data-file.ts'
import { isTypeScript, listComments } from '../../src/contract/stripped-types.ts'
import { removeMark } from '../../src/system/byte-order-mark.ts'
import { isShortage } from '../../src/system/shortage.ts'
import type { Profiler } from '../counting/profiler.ts'
import { hasCounts, readLength, type TakenScript } from '../counting/taken-script.ts'
import { debugLog, runSafely } from '../node/debug-log.ts'
import { areLinksKept, followLink } from '../node/kept-links.ts'
import { isMainThread } from '../node/main-thread.ts'
import { now, readText, statFile } from '../node/primordials.ts'
import { isBundled, isInside, isInstalled, scriptPath } from '../node/script-path.ts'
import type { Settings } from '../settings.ts'
import { findOriginal } from './copies.ts'
import { ScriptRegister } from './script-register.ts'
import { findSourceMapComment, readSourceMapComment } from './source-map-comment.ts'
import { saveFile, saveText } from './texts.ts'

/** `null`: not kept; `'unknown'`: only the debugger can tell, which costs 20 to 100 ms. */
type Verdict = ScriptInfo | null | 'unknown'

/** The scripts of one data file. */
export interface KeptScripts {
  result: TakenScript[]
  scripts: ScriptInfo[]
  /** Scripts that only the debugger can describe, if it was not to be asked. */
  unknown: TakenScript[]
}

type TextSource = Pick<Profiler, 'listScripts' | 'readSource'>

/** The settings that a keeper needs. */
type KeeperSettings = Pick<Settings, 'roots' | 'dataFile'> & {
  config?: Pick<Settings['config'], 'portable' | 'stripsTypes' | 'packages'>
}

/** Chooses the scripts that can belong to the report, and remembers the choice: a later answer of V8 may lack the module's range. */
export class ScriptKeeper {
  readonly #settings: KeeperSettings
  readonly #texts: TextSource
  /** The decision on each script, by its id; `null`: not kept. */
  readonly #known = new Map<string, ScriptInfo | null>()
  /** Paths of the project's files that scripts are copies of, by the scripts' ids. */
  readonly #originals = new Map<string, string>()
  /** A file changed after this (ms since the epoch) may not be what ran. */
  readonly #startTime = isMainThread ? now() - process.uptime() * 1000 : now()
  readonly #register: ScriptRegister

  /** @param texts V8's debugger */
  constructor(settings: KeeperSettings, texts: TextSource) {
    this.#settings = settings
    this.#texts = texts
    const { dataFile, roots, config } = settings
    this.#register = new ScriptRegister({
      dataFile,
      roots,
      isPortable: config?.portable === true,
      startTime: this.#startTime,
    })
  }

  /**
   * Chooses among scripts that are candidates by their URL. With `isCheap`, the debugger is not asked. Throws what `fs` throws where a text
   * cannot be saved.
   */
  keep(taken: TakenScript[], isCheap = false): KeptScripts {
    if (areLinksKept) taken = taken.map(withoutLink)
    let unknown: TakenScript[] = []
    const fresh = new Set<string>()
    for (const script of taken) {
      if (this.#known.has(script.scriptId)) continue
      fresh.add(script.scriptId)
      const original = this.#asOriginal(script)
      const verdict = this.#judge(original)
      if (verdict === 'unknown') unknown.push(original)
      else this.#known.set(script.scriptId, verdict)
    }
    if (unknown.length > 0) unknown = this.#lookUp(unknown)
    if (!isCheap && unknown.length > 0) {
      this.#askDebugger(unknown)
      unknown = []
    }
    const kept: KeptScripts = { result: [], scripts: [], unknown }
    for (const script of taken) {
      const info = this.#known.get(script.scriptId)
      // The first answer of V8 lists all functions of a script. A later answer without counts adds nothing.
      if (!info || !(fresh.has(script.scriptId) || hasCounts(script))) continue
      kept.result.push(this.#renamed(script))
      kept.scripts.push(info)
    }
    return kept
  }

  /** A script that runs the text of a copy, under the path of the file that was copied. */
  #asOriginal(script: TakenScript): TakenScript {
    const path = scriptPath(script.url)
    if (path === undefined) return script
    const { roots, config } = this.#settings
    try {
      const original = findOriginal(path, { roots, packages: config?.packages })
      const size = original === undefined ? undefined : statFile(path)?.size
      const length = readLength(script)
      if (size !== undefined && (length === size || this.#isLengthOf(script.url, path, size, length)))
        this.#originals.set(script.scriptId, original!)
    } catch (error) {
      if (isShortage(error)) throw error
      debugLog(`cannot look for the original of ${script.url}`, error)
    }
    return this.#renamed(script)
  }

  #renamed(script: TakenScript): TakenScript {
    const url = this.#originals.get(script.scriptId)
    return url === undefined ? script : { ...script, url }
  }

  /** A script whose file cannot be read is unknown. */
  #judge(script: TakenScript): Verdict {
    try {
      return this.#judgeFile(script)
    } catch (error) {
      if (isShortage(error)) throw error
      debugLog(`cannot look at ${script.url}`, error)
      return 'unknown'
    }
  }

  #judgeFile(script: TakenScript): Verdict {
    const path = scriptPath(script.url)
    if (path === undefined) return 'unknown'
    // Another version of the project's own package.
    if (isInstalled(path)) return null
    const stat = statFile(path)
    if (stat === undefined) return 'unknown'
    const inside = isInside(path, this.#settings.roots)
    const { size, mtimeMs } = stat
    const length = readLength(script)
    if (length === size || this.#isLengthOf(script.url, path, size, length)) {
      if (mtimeMs > this.#startTime) return 'unknown'
      const comment = readSourceMapComment(path, size)
      if (!comment && !inside) return null
      if (!comment && !this.#settings.config?.portable) return { length, disk: { size, mtimeMs } }
      return { length, disk: { size, mtimeMs }, ...saveFile(this.#settings.dataFile, path, stat, comment) }
    }
    return inside || readSourceMapComment(path, size) ? 'unknown' : null
  }

  /** Whether the text that ran may be that of a file: as it is, or as Node strips types from it, which the parent can do as well. */
  #isLengthOf(url: string, path: string, size: number, length: number): boolean {
    const { portable, stripsTypes } = this.#settings.config ?? {}
    const comments = stripsTypes && !portable && isTypeScript(path) ? listComments(url, path) : []
    const lengths = [length]
    for (const comment of comments) lengths[lengths.length] = length - comment.length
    if (lengths.includes(size)) return true
    const text = readText(path)
    // Node removes the byte order mark of an ES module. The text of a CommonJS module keeps it (Node 20 to 26).
    return lengths.includes(text.length) || lengths.includes(removeMark(text).length)
  }

  /** Looks scripts up in the register. Returns the scripts that it does not hold. */
  #lookUp(scripts: TakenScript[]): TakenScript[] {
    const found = this.#register.find(scripts)
    return scripts.filter(({ scriptId }) => {
      const told = found.get(scriptId)
      if (told !== undefined) this.#known.set(scriptId, told)
      return told === undefined
    })
  }

  #askDebugger(scripts: TakenScript[]): void {
    const parsed = this.#texts.listScripts()
    const told = new Map<TakenScript, ScriptInfo | null>()
    for (const script of scripts) {
      const listed = parsed.get(script.scriptId)
      const info = this.#describe(script, listed?.sourceMapURL)
      this.#known.set(script.scriptId, info ?? null)
      if (listed && info !== undefined) told.set(script, info)
    }
    runSafely('the register is not written', () => this.#register.add(told))
  }

  /** `null`: not kept; undefined: its text is gone. */
  #describe(script: TakenScript, sourceMapURL: string | undefined): ScriptInfo | null | undefined {
    const path = scriptPath(script.url)
    const inside = path !== undefined && isInside(path, this.#settings.roots)
    const isMapped = path ? sourceMapURL : sourceMapURL?.startsWith('data:') || isBundled(script.url)
    if (!inside && !isMapped) return null
    const source = this.#texts.readSource(script.scriptId)
    if (source === undefined) return undefined
    const info: ScriptInfo = { length: source.length }
    const stat = path && statFile(path)
    if (stat && isTextOf(path, source)) {
      info.disk = { size: stat.size, mtimeMs: stat.mtimeMs }
      if (!sourceMapURL && !this.#settings.config?.portable) return info
    }
    const comment = sourceMapURL || findSourceMapComment(source.slice(-4096))
    return Object.assign(info, saveText(this.#settings.dataFile, source, comment, path))
  }
}

/** A script under its real path: reports hold no links. */
function withoutLink(script: TakenScript): TakenScript {
  const path = scriptPath(script.url)
  const real = path === undefined ? undefined : followLink(path)
  return real === path ? script : { ...script, url: real! }
}

function isTextOf(path: string, source: string): boolean {
  try {
    const text = readText(path)
    return text === source || removeMark(text) === source
  } catch (error) {
    if (isShortage(error)) throw error
    return false
  }
}
