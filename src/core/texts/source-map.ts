import { AnyMap, type SourceMapInput, type TraceMap } from '@jridgewell/trace-mapping'
import jsTokens from 'js-tokens'
import { readRegularFile } from '../../system/read-regular-file.ts'
import type { MapPath } from '../path-aliases.ts'
import { findBundlerSource } from './bundler-source.ts'
import { decode, isAbsolutePath, resolveBeside, toPath } from './paths.ts'

/** A source map and the absolute paths of its sources (`undefined` for a source that is no file). */
export interface LoadedSourceMap {
  map: TraceMap
  sources: (string | undefined)[]
  /** Indexes of sources whose earlier build a minifier changed, and to whose lines alone the map leads. */
  uncertain?: ReadonlySet<number>
}

/** Decodes a source map, with or without sections. @param path the file to which its sources are relative */
export function decodeSourceMap(json: unknown, path: string): LoadedSourceMap {
  const map = new AnyMap(json as SourceMapInput)
  const { sourceRoot } = json as { sourceRoot?: string | null }
  // The roots of a sectioned map are in its sections: trace-mapping has applied them.
  const isSectioned = typeof json === 'object' && json !== null && 'sections' in json
  const names = isSectioned ? map.resolvedSources : map.sources
  return {
    map,
    sources: names.map(
      (source, index) =>
        resolveSource(source, isSectioned ? undefined : sourceRoot, path) ??
        (source === null
          ? undefined
          : findBundlerSource(withRoot(source, sourceRoot), map.sourcesContent?.[index], path)),
    ),
  }
}

const marker = ' sourceMappingURL='

/** The address in the last `//# sourceMappingURL=` comment of a text. As in V8, an address holds no quotes, and nothing follows it on its line. */
export function findSourceMapUrl(text: string): string | undefined {
  for (let at = text.lastIndexOf(marker); at >= 3; at = text.lastIndexOf(marker, at - 1)) {
    if (!/^\/[/*][#@]$/.test(text.slice(at - 3, at))) continue
    address.lastIndex = at + marker.length
    const url = address.exec(text)?.[1]
    if (url !== undefined && isInComment(text, at)) return url
  }
  return undefined
}

/** Whether a place is in a comment, not in a literal of a program that writes or looks for such comments. */
function isInComment(text: string, at: number): boolean {
  // No string or regular expression has the begin of a line inside, and a template literal ends with a backtick.
  const begin = text.lastIndexOf('\n', at) + 1
  if (text.slice(begin, at - 3).trim() === '' && !text.includes('`', at)) return true
  let end = 0
  for (const { type, value } of jsTokens(text)) {
    end += value.length
    if (end > at) return type.endsWith('Comment')
  }
  return false
}

/** An inline map may hold quotes: `encodeURIComponent` leaves them. */
const address = /(data:[^\s"`]+?|[^\s'"`]+?)[^\S\n\r]*(?:\*\/|[\n\r]|$)/y

/**
 * Reads the source map that a text names, inline or in a file; returns `undefined` if it names none. Throws if it cannot be read.
 * @param pathHere leads paths of another machine to those of this one
 */
export function readSourceMap(
  text: string,
  path: string,
  pathHere: MapPath = path => path,
): LoadedSourceMap | undefined {
  const url = findSourceMapUrl(text)
  if (url === undefined) return undefined
  if (url.startsWith('data:')) return decodeSourceMap(parseDataUrl(url), path)
  const mapPath = toMapPath(url, path)
  return mapPath === undefined
    ? undefined
    : decodeSourceMap(parseJson(readRegularFile(pathHere(mapPath))), mapPath)
}

/** The path of a source map, relative to the script at `path`; `undefined` if its address is not that of a file. */
export function toMapPath(url: string, path: string): string | undefined {
  if (url.startsWith('file:')) return toPath(url)
  if (/^[a-z][a-z\d+.-]+:/i.test(url)) return undefined
  return resolveBeside(path, decode(url))
}

function parseDataUrl(url: string): unknown {
  const comma = url.indexOf(',')
  const body = url.slice(comma + 1)
  return parseJson(
    /;base64$/i.test(url.slice(0, comma)) ? Buffer.from(body, 'base64').toString() : decodeURIComponent(body),
  )
}

/** Parses JSON. Some servers put `)]}'` before it, so that it cannot be included as a script. */
function parseJson(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF?(?:\)\]\}'?[^\n]*\n)?/, ''))
}

function resolveSource(
  source: string | null,
  root: string | null | undefined,
  path: string,
): string | undefined {
  // Rollup and Rolldown name what they add with a zero byte: `\0commonjsHelpers.js`.
  if (source === null || source.includes('\0')) return undefined
  if (source.startsWith('file:')) return toPath(source)
  if (isAbsolutePath(source)) return resolveBeside(path, source)
  if (scheme.test(source) || (root && scheme.test(root) && !root.startsWith('file:'))) return undefined
  const rootPath = root?.startsWith('file:') ? toPath(root) : root
  const base = rootPath ? resolveBeside(path, `${rootPath}/_`) : path
  return resolveBeside(base, decode(source.replace(/\?.*$/s, '')))
}

/** An address, also one that a tool took for a path. */
const scheme = /^(?:\.{0,2}\/)*[a-z][a-z\d+.-]+:/i

function withRoot(source: string, root: string | null | undefined): string {
  return root && !scheme.test(source) ? `${root}${root.endsWith('/') ? '' : '/'}${source}` : source
}
