import { countAt, type Probe } from '../counting/counter.ts'
import type { StructureFunction } from '../structure/structure.ts'
import type { FunctionMatches } from './functions/function-matches.ts'
import type { PlaceFinder } from './place-finder.ts'
import type { SourceOfText } from './source.ts'

/** The probes of a function. For a function that was inlined: those of all copies of its body, and the number of copies. */
export function countFunction(
  fn: StructureFunction,
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
): { probes: Probe[]; copies: number } {
  const own = functions.probesFor(fn, source.counting)
  if (own.length > 0) return { probes: own, copies: 0 }
  const copies = finder.findCopies(fn.bodyStart, fn.bodyEnd, fn)
  return { probes: countCopies(source, copies), copies: copies.length }
}

/** The probes of a part of an inlined function: the sum over its copies. */
export function countCopies({ syntax }: SourceOfText, offsets: readonly number[]): Probe[] {
  return offsets.flatMap(offset => syntax.flow().reachAt(offset) ?? countAt(offset))
}
