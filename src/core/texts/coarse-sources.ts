import type { SourceMapSegment } from '@jridgewell/trace-mapping'
import { packPlace } from './place.ts'

// A map is coarse if few of its mappings lead to a place within a line. How many lead to the beginning of one tells nothing: a minifier of a
// text with a coarse map leaves many that lead to the same place.

/** A map with fewer mappings a token into lines may be coarse: compilers write one for every second to fourth token. */
const fewest = 0.15
/** A map with fewer is coarse, if there are enough tokens to tell. */
const surelyFew = 0.08
const fewestTokens = 100
/** Characters a mapping: what has more may be coarse. Minified names are short. */
const mostCharacters = { minified: 8, plain: 20 }
/** Characters a line of text that is not minified, at most. */
const longestLine = 150

/** The places of one source that mappings lead to. */
export class Places {
  readonly #places = new Set<number>()
  readonly #lines = new Set<number>()

  add(line: number, column: number): void {
    this.#places.add(packPlace(line, column))
    this.#lines.add(line)
  }

  /** How many stand behind another one on their line. */
  get inner(): number {
    return this.#places.size - this.#lines.size
  }
}

/** Tokens of a text that came from a source, and where mappings at them lead. */
interface Sample {
  tokens: { length: number }
  places: Places
}

/** Whether the mappings to some sources may be coarse, or are so for sure. Small files tell little by themselves. */
export function isCoarse(parts: readonly Sample[], isSure = false): boolean {
  let [tokens, inner] = [0, 0]
  for (const part of parts) {
    tokens += part.tokens.length
    inner += part.places.inner
  }
  return isSure ? tokens >= fewestTokens && inner < tokens * surelyFew : inner < tokens * fewest
}

/** Sources whose mappings may be coarse. Reading the tokens of each text to be sure would take longer. */
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
      count.characters += next ? next[0] - segment[0] : longestLine / 5
    }
  }
  const most = text.length > lines * longestLine ? mostCharacters.minified : mostCharacters.plain
  const sparse = new Set<number>()
  for (const [index, { characters, places }] of counts)
    if (characters > places.inner * most) sparse.add(index)
  return sparse
}
