import { type Counter, countAt, type Probe } from '../counting/counter.ts'
import { Blocks } from '../structure/blocks.ts'
import type { StructureFunction, StructureStatement } from '../structure/structure.ts'
import type { Place } from '../texts/place.ts'
import { matchBranches } from './branches/match-branches.ts'
import { countCopies, countFunction } from './count-function.ts'
import { EnumProbes } from './enum-probes.ts'
import type { FunctionMatches } from './functions/function-matches.ts'
import { ImportProbes } from './import-probes.ts'
import { PlaceFinder } from './place-finder.ts'
import type { SourceOfText, StatementProbes } from './source.ts'
import { type MatchedStatements, matchStatements } from './statements/match-statements.ts'

/** Finds the probes of every counter of a file's structure in one text. A counter without probes never ran there. */
export function matchFile(source: SourceOfText, functions: FunctionMatches): Counter[] {
  const finder = new PlaceFinder(source.mapper, source.index, functions, source.content)
  const statements = matchStatements(source, functions, finder)
  const branches = matchBranches(source, functions, finder, statements)
  const firstProbes = findFirstProbes(statements.probes)
  const list = new CounterList(source, [
    new EnumProbes(source, functions, firstProbes.get(undefined) ?? countAt(0)),
    new ImportProbes(source, finder),
  ])
  const inlined = addFunctions(list, source, functions, finder, firstProbes)
  const findLimit = createLimitFinder(source, functions, statements)
  for (const [statement, found] of statements.probes) {
    const { start, end, fn } = statement
    const copies = fn && inlined.has(fn) ? finder.findCopies(start, end, fn) : []
    const isCopied = copies.length > 1 && copies.length === inlined.get(fn!)
    const probes = isCopied ? countCopies(source, copies) : found
    list.add('s', statement, probes, 0, findLimit(statement, probes))
  }
  for (const [branch, arms] of branches)
    for (const [arm, probes] of arms.entries()) list.add('b', branch, probes, arm)
  return list.counters
}

/** A part of a structure that has counters. */
interface Part {
  id: string
  start: Place
  fn: StructureFunction | undefined
}

class CounterList {
  readonly counters: Counter[] = []
  readonly #source: SourceOfText
  readonly #rules: readonly (EnumProbes | ImportProbes)[]

  /** @param rules for parts that compilers left out or added */
  constructor(source: SourceOfText, rules: readonly (EnumProbes | ImportProbes)[]) {
    this.#source = source
    this.#rules = rules
  }

  add(kind: Counter['kind'], part: Part, probes: Probe[], arm = 0, atMost?: Probe): void {
    this.counters.push({
      kind,
      id: part.id,
      arm,
      probes: this.#rules.reduce((found, rule) => rule.replace(part.start, found), probes),
      isVerbatim: this.#source.isHostZero(kind, part.id, arm, part.fn),
      ...(atMost && { atMost }),
    })
  }
}

/** Adds the counters of functions. Returns the functions that were inlined into several calls, with the number of copies. */
function addFunctions(
  list: CounterList,
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
  firstProbes: ReadonlyMap<StructureFunction | undefined, Probe[]>,
): Map<StructureFunction, number> {
  const inlined = new Map<StructureFunction, number>()
  for (const fn of source.structure.functions) {
    const { probes, copies } = countFunction(fn, source, functions, finder)
    if (copies > 1) inlined.set(fn, copies)
    const isLost = probes.length === 0
    list.add('f', { id: fn.id, start: fn.decl, fn }, isLost ? (firstProbes.get(fn) ?? []) : probes)
  }
  return inlined
}

/** With provider istanbul a statement runs at most as often as the statement before it. V8's count behind some jumps is too high. */
function createLimitFinder(
  { counting, structure }: SourceOfText,
  functions: FunctionMatches,
  { probes: found, fields }: MatchedStatements,
): (statement: StructureStatement, probes: readonly Probe[]) => Probe | undefined {
  if (counting !== 'istanbul') return () => undefined
  const blocks = new Blocks(structure)
  return (statement, [first]) => {
    const before = blocks.previousOf(statement)
    if (!first || !before || fields.has(statement) || fields.has(before)) return undefined
    const [limit, ...others] = found.get(before)!
    if (!limit || others.length > 0 || limit.sign !== 1) return undefined
    // Istanbul has no private methods: their statements seem to follow each other.
    const isSame = functions.functionAt(limit.offset + 1) === functions.functionAt(first.offset + 1)
    return isSame ? limit : undefined
  }
}

/** The probes of the first statement of each function, and of the module, that is in the text. */
function findFirstProbes(statements: StatementProbes): Map<StructureFunction | undefined, Probe[]> {
  const first = new Map<StructureFunction | undefined, Probe[]>()
  for (const [{ fn }, probes] of statements) if (probes.length > 0 && !first.has(fn)) first.set(fn, probes)
  return first
}
