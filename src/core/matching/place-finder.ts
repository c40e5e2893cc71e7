import { lowerBound } from '../lower-bound.ts'
import type { StructureFunction } from '../structure/structure.ts'
import type { Place } from '../texts/place.ts'
import { TextLines } from '../texts/text-lines.ts'
import type { TextMapper } from '../texts/text-mapper.ts'
import type { FunctionMatches } from './functions/function-matches.ts'
import type { Placed } from './places/generated-text.ts'

/** Finds the offsets in the text V8 ran that came from places of one source, in the function they belong to. */
export class PlaceFinder {
  readonly #mapper: TextMapper
  readonly #source: number
  readonly #functions: FunctionMatches
  /** Whether a source map stands between text and source. Without one, no compiler moved anything. */
  readonly #mayMove: boolean

  readonly #content: string
  #lines: TextLines | undefined

  /** @param content the source, if known */
  constructor(mapper: TextMapper, source: number, functions: FunctionMatches, content = '') {
    this.#content = content
    this.#mapper = mapper
    this.#source = source
    this.#functions = functions
    this.#mayMove = !mapper.offsetAt
  }

  /** The first offset in `fn` that came from exactly this place. */
  findExact(place: Place, fn: StructureFunction | undefined): number | undefined {
    const { places, offsets } = this.#mapper.reverse(this.#source)
    for (let i = lowerBound(places, place); places[i] === place; i++)
      if (this.isIn(offsets[i]!, fn)) return this.#enterBrackets(place, offsets[i]!)
    return undefined
  }

  /** The first offset that came from exactly this place, in any function: class fields move into constructors. */
  findMoved(place: Place): number | undefined {
    const { places, offsets } = this.#mapper.reverse(this.#source)
    const i = lowerBound(places, place)
    return places[i] === place ? offsets[i] : undefined
  }

  /**
   * The offset in `fn` that came from the first place from `start` to before `end`: the first mapping of a node is often inside it.
   * Code of an inlined function inside `fn` is returned only if there is no other.
   */
  findWithin(start: Place, end: Place, fn: StructureFunction | undefined): number | undefined {
    const { places, offsets } = this.#mapper.reverse(this.#source)
    let inner: number | undefined
    for (let i = lowerBound(places, start); i < places.length && places[i]! < end; i++) {
      if (!this.isIn(offsets[i]!, fn)) continue
      const offset = this.#enterBrackets(places[i]!, offsets[i]!)
      if (!this.#isOfInlined(places[i]!, fn)) return offset
      inner ??= offset
    }
    return inner
  }

  /**
   * Where a `return` of `fn` whose value is a function begins to make that function. oxc has no mapping for the bracket at which an arrow
   * function begins: the first mapping leads into its parameters.
   */
  findMadeFunction(start: Place, end: Place, fn: StructureFunction | undefined): number | undefined {
    if (!this.#mayMove) return undefined
    const { places, offsets } = this.#mapper.reverse(this.#source)
    const i = lowerBound(places, start)
    return places[i]! < end ? this.#functions.startOfMade(offsets[i]!, fn) : undefined
  }

  /** The generated nodes that stand directly in a function. */
  inside<Node extends { fn: number }>(
    candidates: readonly Placed<Node>[],
    fn: StructureFunction | undefined,
  ): Placed<Node>[] {
    const home = this.#functions.homeOf(fn)
    return candidates.filter(candidate => this.#functions.ownerOf(candidate.node.fn) === home)
  }

  /**
   * Chooses between generated nodes with the same place: directly in `fn`, then with a mapping of their own, then with the nearest end.
   * Returns one node for each copy of `fn`.
   */
  choose<Node extends { start: number; end: number; fn: number }>(
    candidates: readonly Placed<Node>[],
    fn: StructureFunction | undefined,
    end: Place,
  ): Placed<Node>[] {
    if (candidates.length < 2) return [...candidates]
    const own = this.inside(candidates, fn)
    const near = own.length > 0 ? own : candidates
    const exact = near.filter(candidate => candidate.exact)
    const best = new Map<number, { candidate: Placed<Node>; distance: number }>()
    for (const candidate of exact.length > 0 ? exact : near) {
      const copy = own.length > 0 ? this.#functions.rootOf(candidate.node.fn) : 0
      const last = this.#mapper.toOriginal(candidate.node.end - 1)
      const distance = last ? Math.abs(last.place + 1 - end) : Number.POSITIVE_INFINITY
      const other = best.get(copy)
      // Of nodes with equal locations ast-v8-to-istanbul takes the last.
      if (!other || distance <= other.distance) best.set(copy, { candidate, distance })
    }
    return [...best.values()].map(({ candidate }) => candidate)
  }

  #isOfInlined(place: Place, fn: StructureFunction | undefined): boolean {
    return this.#mayMove && this.#functions.isInInlined(place, fn)
  }

  /**
   * Skips a bracket or semicolon that the source does not have. swc maps a bracket that it adds to the place of the code in the bracket,
   * and some negations to the semicolon before them.
   */
  #enterBrackets(place: Place, offset: number): number {
    if (!this.#mayMove || this.#content === '') return offset
    const behind = this.#mapper.skipBrackets(offset)
    if (behind === offset || this.#functions.functionAt(behind) !== this.#functions.functionAt(offset))
      return offset
    this.#lines ??= new TextLines(this.#content)
    const at = this.#lines.offsetOf(place)
    return at === undefined || /[;(]/.test(this.#content[at] ?? '') ? offset : behind
  }

  /** Whether an offset lies directly in a function, or in code of it that was inlined elsewhere. */
  isIn(offset: number, fn: StructureFunction | undefined): boolean {
    const owner = this.#functions.ownerOf(this.#functions.functionAt(offset))
    if (owner === this.#functions.homeOf(fn)) return true
    return this.#mayMove && this.#functions.isInlined(fn) && !isInside(owner, fn)
  }

  /** As in {@link FunctionMatches}. */
  functionAt(offset: number): number {
    return this.#functions.functionAt(offset)
  }

  /**
   * The offsets at which the copies of a part of an inlined function begin. A compiler may map a place several times in one copy: the
   * first place with the fewest mappings tells the number of copies.
   */
  findCopies(start: Place, end: Place, fn: StructureFunction): number[] {
    const { places, offsets } = this.#mapper.reverse(this.#source)
    let copies: number[] = []
    for (let i = lowerBound(places, start); i < places.length && places[i]! < end; ) {
      const place = places[i]!
      const own: number[] = []
      for (; places[i] === place; i++)
        if (this.isIn(offsets[i]!, fn) && !this.#isOfInlined(place, fn))
          own.push(this.#enterBrackets(place, offsets[i]!))
      if (own.length > 0 && (copies.length === 0 || own.length < copies.length)) copies = own
    }
    return copies
  }
}

function isInside(fn: StructureFunction | undefined, outer: StructureFunction | undefined): boolean {
  let around = fn
  while (around && around !== outer) around = around.parent
  return around !== undefined
}
