// Which scripts are kept, and where the parent finds the text that V8 ran.

import type { ScriptInfo } from '../../src/contract/data-file.ts'
import { isTypeScript, listComments } from '../../src/contract/stripped-types.ts'
import { removeMark } from '../../src/system/byte-order-mark.ts'
import type { Profiler } from '../counting/profiler.ts'
import { hasCounts, mergeTaken, readLength, type TakenScript } from '../counting/taken-script.ts'
import { debugLog } from '../node/debug-log.ts'
import { areLinksKept, followLink } from '../node/kept-links.ts'
import { isMainThread } from '../node/main-thread.ts'
import { now, readText, statFile } from '../node/primordials.ts'
import { isBundled, isInside, scriptPath } from '../node/script-path.ts'
import type { Settings } from '../settings.ts'
import { ScriptRegister } from './script-register.ts'
import { findSourceMapComment, readSourceMapComment } from './source-map-comment.ts'
import { saveFile, saveText } from './texts.ts'

/** `null`: not kept; `'unknown'`: only the debugger can tell, which costs 20 to 100 ms. */
type Verdict = ScriptInfo | null | 'unknown'

/** The scripts of one data file. */
export interface KeptScripts {
  result: TakenScript[]
  scripts: ScriptInfo[]
  /** Number of scripts left out because their text could not be read. */
  missing: number
}

type TextSource = Pick<Profiler, 'listScripts' | 'readSource'>

/** The settings that a keeper needs. */
type KeeperSettings = Pick<Settings, 'roots' | 'dataFile'> & {
  config?: Pick<Settings['config'], 'portable' | 'stripsTypes'>
}

/** Chooses the scripts that can belong to the report, and remembers the choice: a later answer of V8 may lack the module's range. */
export class ScriptKeeper {
  readonly #settings: KeeperSettings
  readonly #texts: TextSource | undefined
  /** The decision on each script, by its id; `null`: not kept. */
  readonly #known = new Map<string, ScriptInfo | null>()
  #deferred: TakenScript[] = []
  /** A file changed after this (ms since the epoch) may not be what ran. */
  readonly #startTime = isMainThread ? now() - process.uptime() * 1000 : now()
  readonly #register: ScriptRegister

  /** @param texts V8's debugger. Without it, scripts whose text is not on disk count as missing. */
  constructor(settings: KeeperSettings, texts?: TextSource) {
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

  /** Whether counts wait for a call of {@link keep} that may ask the debugger. */
  get isWaiting(): boolean {
    return this.#deferred.length > 0
  }

  /**
   * Chooses among scripts that are candidates by their URL. Never throws: a script that cannot be described is left out. With `isCheap`,
   * counts of scripts that only the debugger can describe stay in memory until the next call without `isCheap`.
   */
  keep(taken: TakenScript[], isCheap = false): KeptScripts {
    if (areLinksKept) taken = taken.map(withoutLink)
    if (!isCheap && this.#deferred.length > 0) {
      taken = mergeTaken(this.#deferred, taken)
      this.#deferred = []
    }
    let unknown: TakenScript[] = []
    const fresh = new Set<string>()
    let failed = 0
    for (const script of taken) {
      if (this.#known.has(script.scriptId)) continue
      fresh.add(script.scriptId)
      let verdict: Verdict = null
      try {
        verdict = this.#judge(script)
      } catch (error) {
        debugLog(`cannot look at ${script.url}`, error)
        failed++
      }
      if (verdict === 'unknown') unknown.push(script)
      else this.#known.set(script.scriptId, verdict)
    }
    if (unknown.length > 0) unknown = this.#lookUp(unknown)
    if (isCheap) this.#deferred = mergeTaken(this.#deferred, unknown)
    else if (unknown.length > 0 && this.#texts) this.#askDebugger(this.#texts, unknown)
    const missing = failed + (this.#texts || isCheap ? 0 : unknown.length)
    const kept: KeptScripts = { result: [], scripts: [], missing }
    for (const script of taken) {
      const info = this.#known.get(script.scriptId)
      // The first answer of V8 lists all functions of a script. A later answer without counts adds nothing.
      if (!info || !(fresh.has(script.scriptId) || hasCounts(script))) continue
      kept.result.push(script)
      kept.scripts.push(info)
    }
    return kept
  }

  #judge(script: TakenScript): Verdict {
    const path = scriptPath(script.url)
    if (path === undefined) return 'unknown'
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

  #askDebugger(texts: TextSource, scripts: TakenScript[]): void {
    try {
      const parsed = texts.listScripts()
      const told = new Map<TakenScript, ScriptInfo | null>()
      for (const script of scripts) {
        const listed = parsed.get(script.scriptId)
        const info = this.#describe(texts, script, listed?.sourceMapURL)
        this.#known.set(script.scriptId, info ?? null)
        if (listed && info !== undefined) told.set(script, info)
      }
      this.#register.add(told)
    } catch (error) {
      debugLog('texts cannot be saved', error)
    }
  }

  /** `null`: not kept; undefined: its text is gone. */
  #describe(
    texts: TextSource,
    script: TakenScript,
    sourceMapURL: string | undefined,
  ): ScriptInfo | null | undefined {
    const path = scriptPath(script.url)
    const inside = path !== undefined && isInside(path, this.#settings.roots)
    const isMapped = path ? sourceMapURL : sourceMapURL?.startsWith('data:') || isBundled(script.url)
    if (!inside && !isMapped) return null
    const source = texts.readSource(script.scriptId)
    if (source === undefined) return undefined
    const info: ScriptInfo = { length: source.length }
    const stat = path && statFile(path)
    if (path && stat && isTextOf(path, source)) {
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
  const text = readText(path)
  return text === source || removeMark(text) === source
}
