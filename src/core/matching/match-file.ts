import { type Counter, countAt, type Probe } from '../counting/counter.ts'
import { readBlocks } from '../structure/blocks.ts'
import type { StructureFunction } from '../structure/structure.ts'
import { findErased } from '../texts/erased.ts'
import type { Place } from '../texts/place.ts'
import { matchBranches } from './branches/match-branches.ts'
import { FunctionMatches } from './functions/match-functions.ts'
import { PlaceFinder } from './place-finder.ts'
import type { SourceOfText, StatementProbes } from './source.ts'
import { matchStatements } from './statements/match-statements.ts'

/** Finds the probes of every counter of a file's structure in one text; a counter without probes never ran there. */
export function matchFile(source: SourceOfText): Counter[] {
  const { structure, syntax, generated, counting } = source
  const functions = new FunctionMatches(syntax, structure, generated, source.mapper, source.index)
  const finder = new PlaceFinder(source.mapper, source.index, functions, source.content)
  const erased = findErased(source.content)
  const { statements, fields, foldedArms, counted } = matchStatements(source, functions, finder)
  const moduleProbes = findModuleProbes(statements)
  const counters: Counter[] = []
  const add = (kind: Counter['kind'], part: Part, probes: Probe[], arm = 0): void => {
    const isErased =
      probes.length === 0 && erased.some(([start, end]) => start <= part.start && part.start < end)
    const isVerbatim = source.isHostZero(kind, part.id, arm, part.fn)
    counters.push({ kind, id: part.id, arm, probes: isErased ? moduleProbes : probes, isVerbatim })
  }
  /** How often functions stand where they were called. */
  const copied = new Map<StructureFunction, number>()
  for (const fn of structure.functions) {
    const part = { id: fn.id, start: fn.decl, end: fn.bodyEnd, fn }
    const probes = functions.probesFor(fn, counting)
    const copies = probes.length > 0 ? [] : finder.findCopies(fn.bodyStart, fn.bodyEnd, fn)
    if (copies.length > 1) copied.set(fn, copies.length)
    add('f', part, probes.length > 0 ? probes : countCopies(source, copies))
  }
  const blocks = counting === 'istanbul' ? readBlocks(structure) : undefined
  for (const [statement, found] of statements) {
    const { start, end, fn } = statement
    const copies = fn && copied.has(fn) ? finder.findCopies(start, end, fn) : []
    const probes =
      copies.length > 1 && copies.length === copied.get(fn!) ? countCopies(source, copies) : found
    add('s', statement, probes)
    const lead = blocks?.leadOf(statement)
    const limit = lead && !fields.has(statement) && !fields.has(lead) ? statements.get(lead) : undefined
    if (limit?.length !== 1 || limit[0]!.sign !== 1 || probes.length === 0) continue
    // Istanbul has no private methods: their statements seem to follow each other.
    const isSame = functions.functionAt(limit[0]!.offset + 1) === functions.functionAt(probes[0]!.offset + 1)
    if (isSame) counters.at(-1)!.atMost = limit[0]!
  }
  for (const [branch, arms] of matchBranches(source, functions, finder, statements, foldedArms, counted))
    for (const [arm, probes] of arms.entries()) add('b', branch, probes, arm)
  return counters
}

/** How often a part of a function ran that stands where the function was called. */
function countCopies({ syntax }: SourceOfText, offsets: readonly number[]): Probe[] {
  return offsets.flatMap(offset => syntax.flow().reachAt(offset) ?? countAt(offset))
}

interface Part {
  id: string
  start: Place
  end: Place
  fn: StructureFunction | undefined
}

/** Where the top level is counted: at the first of its statements that is there, else at the beginning of the text. */
function findModuleProbes(statements: StatementProbes): Probe[] {
  for (const [statement, probes] of statements) if (!statement.fn && probes.length > 0) return probes
  return [{ offset: 0, inclusive: false, sign: 1 }]
}
