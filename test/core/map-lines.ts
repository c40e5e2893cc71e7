import { decodedMappings, encodedMappings, TraceMap } from '@jridgewell/trace-mapping'

/** A source map with one mapping a line: `lineOf` tells which line of the source (from 0) one of the text is. */
export function mapLines(text: string, source: string, lineOf: (line: number) => number): string {
  const count = source.split('\n').length
  const mappings = text.split('\n').map((_, line) => {
    const original = lineOf(line)
    return original >= 0 && original < count ? [[0, 0, original, 0]] : []
  })
  const map = new TraceMap({ version: 3, names: [], sources: ['source.js'], mappings } as never)
  return JSON.stringify({
    version: 3,
    names: [],
    sources: ['source.js'],
    sourcesContent: [source],
    mappings: encodedMappings(map),
  })
}

/** Leaves one mapping a line in a source map: the first one. */
export function keepFirst(map: string): string {
  const decoded = decodedMappings(new TraceMap(map)).map(segments => segments.slice(0, 1))
  const { mappings: _, ...rest } = JSON.parse(map)
  return JSON.stringify({ ...rest, mappings: encodedMappings(new TraceMap({ ...rest, mappings: decoded })) })
}
