import type { SourceMapSegment } from '@jridgewell/trace-mapping'
import { packPlace } from './place.ts'
import { TextLines } from './text-lines.ts'

// A source map is coarse if few of its mappings lead into a line, behind its beginning. The number of all mappings tells nothing: a minifier
// that reads a coarse map writes many mappings to the same place.

/** A map may be coarse if it has fewer mappings into lines than this for each token. Compilers write one for two to four tokens. */
const fewest = 0.15
/** A map is surely coarse if it has fewer than this, and the text has enough tokens. */
const surelyFew = 0.08
const fewestTokens = 100
/** Characters of text for each mapping: a map with fewer mappings may be coarse. Minified names are short. */
const mostCharacters = { minified: 8, plain: 20 }
/** A text with longer lines on average is minified. */
const longestLine = 150

/** The places of one source that mappings lead to. */
export class Places {
  readonly #places = new Set<number>()
  readonly #lines = new Set<number>()

  add(line: number, column: number): void {
    this.#places.add(packPlace(line, column))
    this.#lines.add(line)
  }

  /** The number of places that are not the first one of their line. */
  get inner(): number {
    return this.#places.size - this.#lines.size
  }
}

/** Tokens of a text that came from a source, and where mappings at them lead. */
interface Sample {
  tokens: { length: number }
  places: Places
}

/** Whether the mappings to some sources may be coarse, or surely are. One small file alone tells little. */
export function isCoarse(parts: readonly Sample[], isSure = false): boolean {
  let [tokens, inner] = [0, 0]
  for (const part of parts) {
    tokens += part.tokens.length
    inner += part.places.inner
  }
  return isSure ? tokens >= fewestTokens && inner < tokens * surelyFew : inner < tokens * fewest
}

/** Finds the sources whose mappings may be coarse, by the number of characters: reading the tokens of each text takes longer. */
export function findSparse(
  text: string,
  lines: number,
  decoded: readonly (readonly SourceMapSegment[])[],
): ReadonlySet<number> {
  const counts = new Map<number, { characters: number; places: Places }>()
  for (const segments of decoded) {
    for (const [i, segment] of segments.entries()) {
      if (segment.length === 1) continue
      const count = counts.get(segment[1]) ?? { characters: 0, places: new Places() }
      counts.set(segment[1], count)
      count.places.add(segment[2], segment[3])
      const next = segments[i + 1]
      // The length of the line is not known here: a fifth of a long line is a usual one.
      count.characters += next ? next[0] - segment[0] : longestLine / 5
    }
  }
  const most = text.length > lines * longestLine ? mostCharacters.minified : mostCharacters.plain
  const sparse = new Set<number>()
  for (const [index, { characters, places }] of counts)
    if (characters > places.inner * most) sparse.add(index)
  return sparse
}

/** A map of which more than this share, and number, leads to places that its source does not have is not to be believed. */
const mostImpossible = { share: 0.01, number: 2 }

/** Sources with many mappings that lead behind the end of a line: Sucrase (3.35) writes wrong columns behind some tokens. */
export function findBroken(
  decoded: readonly (readonly SourceMapSegment[])[],
  sources: readonly { index: number; content: string }[],
): ReadonlySet<number> {
  const counts = new Map(
    sources.map(({ index, content }) => [index, { lines: new TextLines(content), all: 0, impossible: 0 }]),
  )
  for (const segments of decoded)
    for (const segment of segments) {
      const count = segment.length === 1 ? undefined : counts.get(segment[1])
      if (!count || segment.length === 1 || segment[2] >= count.lines.count) continue
      count.all++
      if (count.lines.offsetAt(segment[2], segment[3]) === undefined) count.impossible++
    }
  return new Set(
    sources
      .map(({ index }) => index)
      .filter(index => {
        const { impossible, all } = counts.get(index)!
        return impossible > mostImpossible.number && impossible > all * mostImpossible.share
      }),
  )
}
