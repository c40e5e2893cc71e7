import { append } from '../../group-by.ts'
import type { GeneratedBranch, GeneratedFunction, GeneratedStatement, Syntax } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'
import type { TextMapper } from '../../texts/text-mapper.ts'

/** A node of the text V8 ran, with the place in the source that its start came from. */
export interface Placed<Node> {
  node: Node
  /** Index of the node in its list of {@link Syntax}. */
  index: number
  place: Place
  /** A mapping stands exactly at its start; otherwise `place` is that of the mapping before. */
  exact: boolean
  /** No mapping is at or before its start on the line: `place` is that of the first one behind. Mostly a compiler's helper. */
  isBeforeMappings: boolean
  /** The place of the next mapping, if `exact` is false. */
  next: Place | undefined
}

/** The nodes of a text that came from one source, by the places of their starts. */
export interface GeneratedSource {
  statements: Map<Place, Placed<GeneratedStatement>[]>
  branches: Map<Place, Placed<GeneratedBranch>[]>
  functionsByDecl: Map<Place, Placed<GeneratedFunction>[]>
  functionsByStart: Map<Place, Placed<GeneratedFunction>[]>
  /** By the keyword `function`: in `f: function () {}` that is behind the start. */
  functionsByHead: Map<Place, Placed<GeneratedFunction>[]>
  functionsByBody: Map<Place, Placed<GeneratedFunction>[]>
}

/** The nodes of a source that left no trace in a text. */
export function createGeneratedSource(): GeneratedSource {
  return {
    statements: new Map(),
    branches: new Map(),
    functionsByDecl: new Map(),
    functionsByStart: new Map(),
    functionsByHead: new Map(),
    functionsByBody: new Map(),
  }
}

/** Finds the source and place of each node of a text; returns the nodes by the index of their source. */
export function placeSyntax(syntax: Syntax, mapper: TextMapper): Map<number, GeneratedSource> {
  const sources = new Map<number, GeneratedSource>()
  const sourceAt = (index: number): GeneratedSource => {
    let source = sources.get(index)
    if (!source) {
      source = createGeneratedSource()
      sources.set(index, source)
    }
    return source
  }
  const place = <Node>(
    node: Node,
    index: number,
    offset: number,
    pick: (source: GeneratedSource) => Map<Place, Placed<Node>[]>,
  ): void => {
    const original = mapper.toOriginal(offset)
    if (!original) return
    const next = original.exact ? undefined : mapper.nextPlace(offset, original.source)
    append(pick(sourceAt(original.source)), original.place, { node, index, ...original, next })
  }
  for (const [i, node] of syntax.statements.entries()) place(node, i, node.start, s => s.statements)
  for (const [i, node] of syntax.branches.entries()) place(node, i, node.start, s => s.branches)
  for (const [i, node] of syntax.functions.entries()) {
    place(node, i, node.decl, s => s.functionsByDecl)
    place(node, i, node.start, s => s.functionsByStart)
    place(node, i, node.insideAt, s => s.functionsByHead)
    place(node, i, node.bodyStart, s => s.functionsByBody)
  }
  return sources
}
