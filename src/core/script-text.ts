import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScriptCoverage, ScriptInfo } from '../contract/data-file.ts'
import type { ReadDataFile } from './data-file.ts'
import type { MapPath } from './path-aliases.ts'
import {
  decodeSourceMap,
  findSourceMapUrl,
  type LoadedSourceMap,
  readSourceMap,
  toMapPath,
  toPath,
} from './source-map.ts'
import type { TypeStripper } from './type-stripper.ts'
import type { WarningLog } from './warning.ts'

/** A text that V8 ran and where it came from. */
export interface ScriptText {
  /** Path of the script, whether or not a file is there. */
  path: string
  text: string
  sourceMap: LoadedSourceMap | undefined
  /** Where the mapped text begins in `text`: behind a loader's wrapper. */
  shift: number
  /** The source file as it was, saved for a report on another machine or at another time. */
  copy?: string
}

/** A script as a data file names it. */
export interface ScriptSource {
  script: ScriptCoverage
  info: ScriptInfo | undefined
  sourceMapCache: NonNullable<ReadDataFile['source-map-cache']>[string] | undefined
  /** The folder of saved texts. */
  texts: string
  /** Path of the Node that ran it, where it is known. */
  node?: string | undefined
}

/** What makes two scripts of different processes the same text. */
export function identifyText({ script, info, sourceMapCache }: ScriptSource): string {
  if (info?.text !== undefined) return `text ${info.text} ${info.map ?? ''} ${script.url}`
  if (info?.disk) return `disk ${info.disk.size} ${info.disk.mtimeMs} ${script.url}`
  const data = sourceMapCache?.data
    ? createHash('sha1').update(JSON.stringify(sourceMapCache.data)).digest('hex')
    : ''
  return `plain ${endOfScript(script)} ${data} ${script.url}`
}

/** Loads the text of a script and its source map; warns and returns `undefined` when that text cannot be had any more. */
export async function loadText(
  source: ScriptSource,
  warnings: WarningLog,
  mapPath: MapPath,
  stripper: TypeStripper,
): Promise<ScriptText | undefined> {
  const { script, info } = source
  const path = script.url.startsWith('file:') ? toPath(script.url) : script.url
  if (path === undefined || /^(?:node|evalmachine|data|https?|blob|wasm):/.test(path)) return undefined
  const text =
    info?.text === undefined
      ? await readDiskText(path, source, warnings, mapPath, stripper)
      : await readSavedText(source, warnings)
  if (text === undefined) return undefined
  const loaded: ScriptText = { path, text, sourceMap: undefined, shift: 0 }
  try {
    loaded.sourceMap = await loadSourceMap(loaded, source)
  } catch (error) {
    warnings.add('unmapped-script', `${script.url}: ${(error as Error).message}`)
    return undefined
  }
  if (loaded.sourceMap) {
    loaded.shift = findViteWrapper(text)
  } else if (info?.text !== undefined && info.disk) {
    loaded.copy = text
    if (isTypeScript(path)) loaded.text = await stripper.strip(text, source.node)
  } else if (info?.text !== undefined) {
    loaded.shift = await findDiskText(text, mapPath(path))
  }
  return loaded
}

async function readSavedText(
  { script, info, texts }: ScriptSource,
  warnings: WarningLog,
): Promise<string | undefined> {
  try {
    return withoutMark(await readFile(join(texts, info!.text!), 'utf8'))
  } catch {
    warnings.add('missing-text', script.url)
    return undefined
  }
}

async function readDiskText(
  path: string,
  { script, info, node }: ScriptSource,
  warnings: WarningLog,
  mapPath: MapPath,
  stripper: TypeStripper,
): Promise<string | undefined> {
  let text: string
  try {
    const here = mapPath(path)
    if (info?.disk) {
      const { size, mtimeMs } = await stat(here)
      // Another machine's checkout has times of its own.
      const isOfTime = here !== path || Math.abs(mtimeMs - info.disk.mtimeMs) < 1
      if (size !== info.disk.size || !isOfTime) {
        warnings.add('source-changed', script.url)
        return undefined
      }
    }
    text = withoutMark(await readFile(here, 'utf8'))
  } catch {
    warnings.add('missing-text', script.url)
    return undefined
  }
  // A CommonJS module of Node < 12 had a wrapper; today the module-level range ends where the text does.
  const length = info?.length ?? endOfScript(script)
  if (length !== undefined && length !== text.length) {
    warnings.add('source-changed', script.url)
    return undefined
  }
  return isTypeScript(path) ? stripper.strip(text, node) : text
}

async function loadSourceMap(
  { path, text }: ScriptText,
  source: ScriptSource,
): Promise<LoadedSourceMap | undefined> {
  if (source.info?.map !== undefined) {
    const url = findSourceMapUrl(text)
    const base = url === undefined || url.startsWith('data:') ? path : (toMapPath(url, path) ?? path)
    return decodeSourceMap(JSON.parse(await readFile(join(source.texts, source.info.map), 'utf8')), base)
  }
  if (source.sourceMapCache?.data) {
    const url = source.sourceMapCache.url
    const base = url?.startsWith('file:') ? toPath(url) : undefined
    return decodeSourceMap(source.sourceMapCache.data, base ?? path)
  }
  return readSourceMap(text, path)
}

/** Vite's module runner evaluates a module as the body of an async function on the same line; its map knows nothing of that. */
function findViteWrapper(text: string): number {
  if (!text.includes('//# sourceMappingSource=vite-')) return 0
  return /^'use strict';async \([^)]*\)\s*=>\s*\{\{/.exec(text)?.[0].length ?? 0
}

/** A text that holds the file on disk unchanged, with something around it, keeps its offsets from there on. */
async function findDiskText(text: string, path: string): Promise<number> {
  try {
    const onDisk = withoutMark(await readFile(path, 'utf8'))
    return onDisk.length > 0 ? Math.max(0, text.indexOf(onDisk)) : 0
  } catch {
    return 0
  }
}

function isTypeScript(path: string): boolean {
  return /\.[mc]?ts$/.test(path)
}

/** The end of the script's own range, if it is in the data (Node leaves it out of a plain file when the script did nothing new). */
function endOfScript(script: ScriptCoverage): number | undefined {
  const first = script.functions[0]
  const range = first?.ranges[0]
  return first?.functionName === '' && range?.startOffset === 0 ? range.endOffset : undefined
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
