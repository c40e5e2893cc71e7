import type { GeneratedBranch, GeneratedFunction, GeneratedStatement, Syntax } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'
import type { TextMapper } from '../../texts/text-mapper.ts'

/** A node of the text V8 ran with the place its start came from. */
export interface Placed<Node> {
  node: Node
  index: number
  place: Place
  /** Its start has a mapping of its own. */
  exact: boolean
  /** It stands before the first mapping of its line: most likely a compiler's helper. */
  isBehind: boolean
  /** Where the next mapping leads, if it has none of its own. */
  next: Place | undefined
}

/** The nodes of a text that came from one source, looked up by the place of their start. */
export interface GeneratedSource {
  statements: Map<Place, Placed<GeneratedStatement>[]>
  branches: Map<Place, Placed<GeneratedBranch>[]>
  functionsByDecl: Map<Place, Placed<GeneratedFunction>[]>
  functionsByStart: Map<Place, Placed<GeneratedFunction>[]>
  functionsByBody: Map<Place, Placed<GeneratedFunction>[]>
}

/** A source of which nothing is left. */
export function createGeneratedSource(): GeneratedSource {
  return {
    statements: new Map(),
    branches: new Map(),
    functionsByDecl: new Map(),
    functionsByStart: new Map(),
    functionsByBody: new Map(),
  }
}

/** Sorts all nodes of a text by the source they came from. */
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
    const map = pick(sourceAt(original.source))
    const next = original.exact ? undefined : mapper.nextPlace(offset, original.source)
    const placed = { node, index, ...original, next }
    const list = map.get(original.place)
    if (list) list.push(placed)
    else map.set(original.place, [placed])
  }
  for (const [i, node] of syntax.statements.entries()) place(node, i, node.start, s => s.statements)
  for (const [i, node] of syntax.branches.entries()) place(node, i, node.start, s => s.branches)
  for (const [i, node] of syntax.functions.entries()) {
    place(node, i, node.decl, s => s.functionsByDecl)
    place(node, i, node.start, s => s.functionsByStart)
    place(node, i, node.bodyStart, s => s.functionsByBody)
  }
  return sources
}
