import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { digestKey, digestsName, findDigest } from '../../contract/digests.ts'
import { hashBytes } from '../../contract/hash.ts'
import { isTypeScript, listComments } from '../../contract/stripped-types.ts'

import { removeMark } from '../../system/byte-order-mark.ts'
import { readRegularFile } from '../../system/read-regular-file.ts'
import type { ReadScript } from '../data/data-file.ts'
import { readPart } from '../data/read-part.ts'
import type { MapPath } from '../path-aliases.ts'
import type { WarningLog } from '../warning.ts'
import { findBundlerSource, isBundlerAddress, isProgram } from './bundler-source.ts'
import { readPath, toPath } from './paths.ts'
import { readText } from './same-text.ts'
import {
  decodeSourceMap,
  findSourceMapUrl,
  type LoadedSourceMap,
  readSourceMap,
  toMapPath,
} from './source-map.ts'

const byteOrderMark = 0xfeff

/** A text that V8 ran, and its origin. */
export interface ScriptText {
  /** Path of the script, whether or not a file is there. */
  path: string
  text: string
  sourceMap: LoadedSourceMap | undefined
  /** Why the source map that the text names could not be loaded. The text is then its own source, as for Node and Vite. */
  mapError?: string
  /** Where the mapped text begins in `text`: behind a loader's wrapper, or a byte order mark. */
  shift: number
  /** Whether it is a TypeScript file: V8 ran the text with blanks instead of types. */
  isTyped?: boolean
  /** Whether a loader compiled the file without a source map: the text is not the file's own. */
  isCompiled?: boolean
  /** The source file at the time it ran, saved for a report on another machine or at another time. */
  copy?: string
}

/** A script in a data file, and the folder of saved texts. */
export interface ScriptSource {
  script: ReadScript
  texts: string
}

/** The key of a text: equal for scripts of different processes with the same text. */
export function identifyText({ url, info, end, sourceMapCache }: ReadScript): string {
  if (info?.text !== undefined) return `text ${info.text} ${info.map ?? ''} ${url}`
  if (info?.disk) return `disk ${info.disk.size} ${info.disk.mtimeMs} ${url}`
  const data = sourceMapCache?.data
    ? createHash('sha1').update(JSON.stringify(sourceMapCache.data)).digest('hex')
    : ''
  return `node ${end} ${data} ${url}`
}

/** The path of a script without a source map: it can only be its own source. Children save the texts of all other scripts. */
export function findOwnPath({ url, info }: ReadScript): string | undefined {
  if (!info?.disk || info.text !== undefined) return undefined
  return readPath(url)
}

/** Loads the text of a script and its source map. Warns and returns `undefined` if the text is gone. */
export function loadText(
  source: ScriptSource,
  warnings: WarningLog,
  mapPath: MapPath,
): ScriptText | undefined {
  const { script } = source
  const { info } = script
  const path = readPath(script.url)
  if (path === undefined || /^(?:node|evalmachine|data|https?|blob|wasm):/.test(path)) return undefined
  const text =
    info?.text === undefined ? readDiskText(path, source, warnings, mapPath) : readSavedText(source, warnings)
  if (text === undefined) return undefined
  const mark = text.charCodeAt(0) === byteOrderMark ? 1 : 0
  const loaded: ScriptText = { path, text, sourceMap: undefined, shift: mark }
  try {
    loaded.sourceMap = loadSourceMap(loaded, source)
  } catch (error) {
    loaded.mapError = (error as Error).message
  }
  if (loaded.sourceMap) {
    loaded.shift = findViteWrapper(text) || mark
  } else if (info?.text !== undefined && info.disk) {
    loaded.copy = text
    loaded.isTyped = isTypeScript(path)
  } else if (info?.text !== undefined) {
    // webpack's `devtool: 'eval'`, the default of its development mode.
    if (isBundlerAddress(path)) {
      const source = findBundlerSource(path, undefined, path)
      if (source !== undefined) loaded.path = source
      else if (isProgram(path)) loaded.mapError = 'evaluated without a source map'
    }
    const shift = findDiskText(text, mapPath(loaded.path))
    loaded.shift = Math.max(0, shift)
    loaded.isCompiled = shift < 0
  } else loaded.isTyped = isTypeScript(path)
  return loaded
}

function readSavedText({ script, texts }: ScriptSource, warnings: WarningLog): string | undefined {
  try {
    const { text, length } = script.info!
    return asRun(readPart(join(texts, text!)), length)
  } catch {
    warnings.add('missing-text', script.url)
    return undefined
  }
}

/** A file's text as V8 ran it. Node takes a byte order mark from ES modules; V8 counts that of a CommonJS module as part of the text. */
function asRun(text: string, length: number | undefined): string {
  return length === text.length ? text : removeMark(text)
}

function readDiskText(
  path: string,
  { script, texts }: ScriptSource,
  warnings: WarningLog,
  mapPath: MapPath,
): string | undefined {
  const { info } = script
  // A CommonJS module of Node < 12 had a wrapper; today the module-level range ends where the text does.
  const length = info?.length ?? script.end
  let text: string
  try {
    const here = mapPath(path)
    if (info?.disk && !hasKept(here, here !== path, script, texts)) {
      warnings.add('source-changed', script.url)
      return undefined
    }
    text = asRun(readRegularFile(here), length)
  } catch {
    warnings.add('missing-text', script.url)
    return undefined
  }
  const ran = length === undefined ? text : completeText(text, length, script.url)
  if (ran === undefined) {
    warnings.add('source-changed', script.url)
    return undefined
  }
  return ran
}

/** Whether a file has the bytes that it had when a process ran it. Its time tells, and if that differs, its digest. */
function hasKept(here: string, isElsewhere: boolean, { url, info }: ReadScript, texts: string): boolean {
  const disk = info!.disk!
  const stat = statSync(here)
  if (stat.size !== disk.size || !stat.isFile()) return false
  if (!isElsewhere && Math.abs(stat.mtimeMs - disk.mtimeMs) < 1) return true
  const digest = findDigest(readText(join(texts, digestsName)) ?? '', digestKey(url, disk))
  // Another machine's checkout has times of its own.
  if (digest === undefined) return isElsewhere
  return digest === hashBytes(readFileSync(here))
}

/**
 * The text of a file with the length that V8 ran; `undefined` if there is none. Node adds a comment where it strips types.
 */
function completeText(text: string, length: number, url: string): string | undefined {
  if (length === text.length) return text
  const path = readPath(url)
  if (path === undefined || !isTypeScript(path)) return undefined
  return listComments(url, path)
    .map(comment => text + comment)
    .find(complete => complete.length === length)
}

function loadSourceMap(
  { path, text }: ScriptText,
  { script: { info, sourceMapCache }, texts }: ScriptSource,
): LoadedSourceMap | undefined {
  const comment = info?.map === undefined ? undefined : findSourceMapUrl(text)
  // A child takes what looks like a comment for one.
  if (info?.map !== undefined && comment !== undefined) {
    const base = comment.startsWith('data:') ? path : (toMapPath(comment, path) ?? path)
    return decodeSourceMap(JSON.parse(readPart(join(texts, info.map))), base)
  }
  if (sourceMapCache?.data) {
    const url = sourceMapCache.url
    const base = url?.startsWith('file:') ? toPath(url) : undefined
    return decodeSourceMap(sourceMapCache.data, base ?? path)
  }
  return readSourceMap(text, path)
}

/** The length of the wrapper that Vite's module runner puts before a module, on the same line: its source map leaves it out. */
function findViteWrapper(text: string): number {
  if (!text.includes('//# sourceMappingSource=vite-')) return 0
  return /^'use strict';async \([^)]*\)\s*=>\s*\{\{/.exec(text)?.[0].length ?? 0
}

/**
 * Where a text holds the file on disk unchanged, with something around it, or with blanks in place of types: it keeps the file's
 * offsets from there on. -1 if it is another text.
 */
function findDiskText(text: string, path: string): number {
  const onDisk = readText(path)
  if (onDisk === undefined) return 0
  const content = removeMark(onDisk)
  return isBlanked(text, content) ? 0 : text.indexOf(content)
}

/** Whether a text is that of a file with blanks and semicolons in some places. Node (22 to 26) adds a comment with the file's URL. */
function isBlanked(text: string, content: string): boolean {
  if (!/^\s*(?:\/\/# sourceURL=.*)?$/.test(text.slice(content.length))) return false
  for (let i = 0; i < content.length; i++) if (text[i] !== content[i] && !/[\s;]/.test(text[i]!)) return false
  return true
}
