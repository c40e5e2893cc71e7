import { decodedMappings, type SourceMapSegment, TraceMap } from '@jridgewell/trace-mapping'
import { type Alignment, alignTokens, findLongestIncreasing } from './align-tokens.ts'
import { findBroken, findSparse, isCoarse, Places } from './coarse-sources.ts'
import { TextLines } from './text-lines.ts'
import { readTokens, type Token } from './tokens.ts'

/** The original text of one source of a map. */
export interface SourceContent {
  /** Index in the map's sources. */
  index: number
  content: string
}

/** covtree takes a text for that of its source if at least this share of its tokens stands in the source, too. */
const leastShare = 0.8

/** The tokens of a text that came from one source, and the places to which the source map leads from them. */
interface Part extends SourceContent {
  tokens: Token[]
  /** The line and column of the source to which a mapping leads, by the start of the token at which it stands. */
  mapped: Map<number, [line: number, column: number]>
  places: Places
}

/** A source map to which mappings were added, and the sources for which it had about one a line. */
export interface RefinedMap {
  map: TraceMap
  /** Indexes of the sources. */
  coarse: ReadonlySet<number>
  /** Those of sources of which the text has other functions, choices or jumps. */
  changed: ReadonlySet<number>
}

/** A minifier or compiler that changes a text changes some of these. */
const structural =
  /^(?:function|class|=>|\?|&&|\|\||\?\?|if|else|for|while|do|return|throw|switch|case|try|catch)$/

/**
 * Adds mappings to a source map that has about one a line. Bundlers write such maps for plain JavaScript, which they do not change: each
 * token of the text stands in the source, too.
 * @param shift where the mapped text begins in `text`
 */
export function refineMap(
  text: string,
  shift: number,
  map: TraceMap,
  sources: readonly SourceContent[],
): RefinedMap {
  const mappedText = shift > 0 ? text.slice(shift) : text
  const decoded = decodedMappings(map)
  const lines = new TextLines(mappedText)
  const sparse = findSparse(mappedText, lines.count, decoded)
  const broken = findBroken(decoded, sources)
  const candidates = sources.filter(({ index }) => sparse.has(index) || broken.has(index))
  if (candidates.length === 0) return { map, coarse: new Set(), changed: new Set() }
  const parts = findParts(readTokens(mappedText), lines, decoded, candidates)
  const isAllCoarse = isCoarse(parts)
  const isSurelyCoarse = isCoarse(parts, true)
  const mappings = decoded.map(segments => [...segments])
  const coarse = new Set<number>()
  const changed = new Set<number>()
  let isRefined = false
  for (const part of parts) {
    const isBroken = broken.has(part.index)
    if (!isBroken && !isAllCoarse && !isCoarse([part])) continue
    if (isBroken || isSurelyCoarse || isCoarse([part], true)) coarse.add(part.index)
    if (isBroken) dropMappings(mappings, part)
    const added = addMappings(mappings, lines, part, leastShare)
    if (added !== 'all') changed.add(part.index)
    isRefined ||= added !== 'none'
  }
  return { map: isRefined ? createMap(map, mappings) : map, coarse, changed }
}

/** Leaves out the mappings to a source, whose columns are not to be trusted. */
function dropMappings(mappings: SourceMapSegment[][], part: Part): void {
  part.mapped.clear()
  for (const [line, segments] of mappings.entries())
    mappings[line] = segments.filter(segment => segment.length === 1 || segment[1] !== part.index)
}

/**
 * Makes a source map for a text that a compiler made without one. Tokens that are equal in both texts, in the same order, are taken for
 * the same. A compiler may have put other code there, so the caller has to check the result.
 */
export function mapTokens(text: string, content: string): TraceMap {
  const mappings: SourceMapSegment[][] = []
  const part = { index: 0, content, tokens: readTokens(text), mapped: new Map(), places: new Places() }
  addMappings(mappings, new TextLines(text), part, 0)
  return createMap({ sources: [''] }, mappings)
}

function findParts(
  tokens: readonly Token[],
  lines: TextLines,
  decoded: readonly (readonly SourceMapSegment[])[],
  sources: readonly SourceContent[],
): Part[] {
  const parts = new Map<number, Part>()
  for (const source of sources)
    parts.set(source.index, { ...source, tokens: [], mapped: new Map(), places: new Places() })
  let line = -1
  let next = 0
  for (const token of tokens) {
    const [own, column] = lines.locate(token.start)
    if (own !== line) [line, next] = [own, 0]
    const segments = decoded[line] ?? []
    while (next < segments.length && segments[next]![0] <= column) next++
    const segment = segments[next - 1]
    const part = segment && segment.length !== 1 ? parts.get(segment[1]) : undefined
    if (part) {
      part.tokens.push(token)
      if (segment![0] === column) {
        part.mapped.set(token.start, [segment![2]!, segment![3]!])
        part.places.add(segment![2]!, segment![3]!)
      }
    }
  }
  return [...parts.values()]
}

/**
 * Adds a mapping for each token of a part that stands in the source, too; the mappings of the map stay. Does nothing and returns `none`
 * if the source has less than the least share of the tokens; returns `all` if it has all that make functions, choices and jumps.
 */
function addMappings(
  mappings: SourceMapSegment[][],
  lines: TextLines,
  { tokens, mapped, index, content }: Part,
  least: number,
): 'none' | 'some' | 'all' {
  const originals = readTokens(content)
  const originalLines = new TextLines(content)
  const indexes = new Map(originals.map(({ start }, i) => [start, i]))
  const anchors: [number, number][] = []
  for (const [i, { name, start }] of tokens.entries()) {
    const [line, column] = mapped.get(start) ?? []
    const offset = line === undefined ? undefined : originalLines.offsetAt(line, column!)
    const j = offset === undefined ? undefined : indexes.get(offset)
    if (j !== undefined && originals[j]!.name === name) anchors.push([i, j])
  }
  const names = tokens.map(({ name }) => name)
  const originalNames = originals.map(({ name }) => name)
  const alignment = alignTokens(names, originalNames, findLongestIncreasing(anchors))
  const taken = new Uint8Array(originals.length)
  for (const j of alignment) if (j !== -1) taken[j] = 1
  const partners = names.map((_, i) => findPartner({ names, originals: originalNames, alignment, taken }, i))
  // What stands around the name of an import, `(0, a.` and `)`, says nothing about the rest.
  let compared = tokens.length
  for (const [i, j] of partners.entries())
    if (j !== -1 && alignment[i] === -1) compared -= names[i] === '(' ? longestPrefix : 2
  if (alignment.filter(j => j !== -1).length < compared * least) return 'none'
  const added = new Map<number, SourceMapSegment[]>()
  for (const [i, j] of partners.entries()) {
    if (j === -1) continue
    const [line, column] = lines.locate(tokens[i]!.start)
    const segments = added.get(line) ?? []
    segments.push([column, index, ...originalLines.locate(originals[j]!.start)])
    added.set(line, segments)
  }
  for (const [line, segments] of added) {
    const columns = new Set(segments.map(([column]) => column))
    const kept = (mappings[line] ?? []).filter(([column]) => !columns.has(column))
    mappings[line] = [...kept, ...segments].sort((a, b) => a[0] - b[0])
  }
  return tokens.every(({ name }, i) => alignment[i] !== -1 || !structural.test(name)) ? 'all' : 'some'
}

/** Compilers and bundlers write `(0, a.b)()` or `a.b()` for a call of an imported `b`: this stands before the name. */
const importPrefix = /^(?:\( 0 , )?[\w$]+ \.$/
/** The number of its tokens, at most, and one more. */
const longestPrefix = 6

/** The tokens of a text and of its source, and which of them are the same. */
interface Aligned {
  names: readonly string[]
  originals: readonly string[]
  alignment: Alignment
  /** 1 for each token of the second list that has a partner. */
  taken: Uint8Array
}

/**
 * The token of the source with the place of a token of the text; -1 if there is none. A call `(0, a.b)()` or `a.b()` of an import has the
 * place of `b()`, and `c => c` that of `(c) => c`.
 */
function findPartner({ names, originals, alignment, taken }: Aligned, index: number): number {
  const partner = alignment[index]!
  if (partner > 0 && names[index + 1] === '=>' && originals[partner - 1] === '(' && !taken[partner - 1])
    return partner - 1
  if (partner !== -1 || (names[index] !== '(' && names[index + 1] !== '.')) return partner
  let before = index - 1
  while (before > 0 && alignment[before] === -1 && names[before] === ';') before--
  let behind = index
  while (behind < alignment.length && alignment[behind] === -1) behind++
  const next = alignment[behind] ?? -1
  if (!importPrefix.test(names.slice(index, Math.min(behind, index + longestPrefix)).join(' '))) return -1
  return next > 0 && before >= 0 && alignment[before] === next - 1 ? next : -1
}

/** Makes a map with other mappings. */
export function createMap(
  { sources, sourceRoot, sourcesContent }: Pick<TraceMap, 'sources'> & Partial<TraceMap>,
  mappings: readonly SourceMapSegment[][],
): TraceMap {
  return new TraceMap({
    version: 3,
    names: [],
    sources,
    sourceRoot,
    sourcesContent,
    // Lines without mappings.
    mappings: Array.from(mappings, segments => segments ?? []),
  } as never)
}
