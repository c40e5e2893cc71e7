import type { Counting, Probe } from '../../counting/counter.ts'
import { functionAt, type Structure, type StructureFunction } from '../../structure/structure.ts'
import type { GeneratedFunction, Syntax } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'
import type { TextMapper } from '../../texts/text-mapper.ts'
import { alignLeftOvers } from '../places/align.ts'
import type { GeneratedSource, Placed } from '../places/generated-text.ts'

/** Which functions of a text are which functions of one source's structure. */
export class FunctionMatches {
  readonly #syntax: Syntax
  readonly #functions: readonly StructureFunction[]
  readonly #generated = new Map<StructureFunction, number[]>()
  readonly #owners: (StructureFunction | undefined)[]
  /** Functions sorted by start; V8's functions nest, so the innermost around an offset is found by walking up. */
  readonly #order: number[]

  /** @param index of the source in the mapper's text */
  constructor(
    syntax: Syntax,
    structure: Structure,
    source: GeneratedSource,
    mapper: TextMapper,
    index: number,
  ) {
    this.#syntax = syntax
    this.#functions = structure.functions
    this.#owners = new Array(syntax.functions.length)
    const { functions } = syntax
    this.#order = [...functions.keys()].sort((a, b) => functions[a]!.start - functions[b]!.start || a - b)
    const placed = [...source.functionsByStart.values()]
      .flat()
      // A compiler's helpers have the place of what stands before them.
      .filter(
        ({ node, exact }) =>
          !node.isForwarding &&
          (exact || mapper.touches(node.start, node.end, index, 0, Number.POSITIVE_INFINITY)),
      )
      .sort((a, b) => a.place - b.place || a.node.start - b.node.start)
    const bodies = new Map<number, Place>()
    for (const list of source.functionsByBody.values())
      for (const body of list) bodies.set(body.index, body.place)
    const { functionsByDecl, functionsByStart, functionsByBody } = source
    this.#matchAlike(structure, bodies, true, fn =>
      functionsByDecl.get(fn.decl)?.filter(placed => bodies.get(placed.index) === fn.bodyStart),
    )
    // A brace is seldom moved; the body of a short arrow function is, with the brackets around its parameters.
    this.#matchAlike(structure, bodies, false, fn =>
      functionsByBody.get(fn.bodyStart)?.filter(({ node }) => node.hasBlock),
    )
    this.#matchPrivate(source, mapper, index)
    this.#matchChildren(structure, placed)
    this.#matchAlike(structure, bodies, false, fn => functionsByBody.get(fn.bodyStart))
    this.#matchAlike(structure, bodies, false, fn => functionsByDecl.get(fn.decl))
    this.#matchAlike(structure, bodies, false, fn => functionsByStart.get(fn.decl))
    // A declaration that lost its name.
    this.#matchAlike(structure, bodies, false, fn =>
      fn.head === fn.decl ? undefined : functionsByStart.get(fn.head),
    )
    this.#matchChildren(structure, placed)
    this.#matchByOrder(structure, placed)
  }

  /** Indexes of the generated functions that are this one: none if it was dropped, several if it was duplicated. */
  generatedFor(fn: StructureFunction): number[] {
    return this.#generated.get(fn) ?? []
  }

  /** Where a function's own count stands. */
  probesFor(fn: StructureFunction, counting: Exclude<Counting, 'v8-to-istanbul'>): Probe[] {
    return this.generatedFor(fn).map(index => {
      const { countAt, insideAt, isValue } = this.#syntax.functions[index]!
      // The count of `f: function () {}` is asked for at its name, which is not in it; compilers make methods of such, and such of methods.
      const isAsSource = counting === 'v8' && (fn.isValue === undefined || fn.isValue === isValue)
      return { offset: isAsSource ? countAt : insideAt, inclusive: true, sign: 1 }
    })
  }

  /** What to count to learn how often the end of a generated function was reached, if V8 can tell. */
  fallThroughOf(generated: number): Probe[] | undefined {
    return this.#syntax.functions[generated]!.fallThrough
  }

  /** The structure's function that a place inside a generated function belongs to; helpers' closures belong to what is around them. */
  ownerOf(generated: number): StructureFunction | undefined {
    const root = this.rootOf(generated)
    return root === -1 ? undefined : this.#owners[root]
  }

  /**
   * The function whose text holds this one's code: itself, or the nearest around it that was kept. A minifier puts the body of
   * `(() => x)()` where it was called.
   */
  homeOf(fn: StructureFunction | undefined): StructureFunction | undefined {
    let home = fn
    while (home && !this.#generated.has(home)) home = home.parent
    return home
  }

  /** Whether it stands nowhere by itself: its body may be where it was called. */
  isInlined(fn: StructureFunction | undefined): boolean {
    return fn !== undefined && !this.#generated.has(fn)
  }

  /** Whether a place within a function is in one within it that stands nowhere by itself. */
  isInInlined(place: Place, fn: StructureFunction | undefined): boolean {
    const own = functionAt(this.#functions, place)
    return own !== fn && this.isInlined(own)
  }

  /** The nearest generated function, itself included, that is one of the structure's, or -1. */
  rootOf(generated: number): number {
    let index = generated
    while (index !== -1 && !this.#owners[index]) index = this.#syntax.functions[index]!.parent
    return index
  }

  /** The innermost generated function around an offset, but not one that begins there; -1 for the script. */
  functionAt(offset: number): number {
    const { functions } = this.#syntax
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (functions[this.#order[middle]!]!.start < offset) low = middle + 1
      else high = middle
    }
    let index = low === 0 ? -1 : this.#order[low - 1]!
    while (index !== -1 && functions[index]!.end <= offset) index = functions[index]!.parent
    return index
  }

  #assign(fn: StructureFunction, generated: number[]): void {
    for (const index of generated) this.#owners[index] = fn
    this.#generated.set(fn, generated)
  }

  /** Matches functions with equal places. Equal in all: several are copies; else the likest is taken. */
  #matchAlike(
    structure: Structure,
    bodies: ReadonlyMap<number, Place>,
    isSure: boolean,
    find: (fn: StructureFunction) => Placed<GeneratedFunction>[] | undefined,
  ): void {
    for (const fn of structure.functions) {
      if (this.#generated.has(fn)) continue
      const found = find(fn)?.filter(
        ({ node, exact, index }) => exact && !this.#owners[index] && (isSure || !node.isForwarding),
      )
      if (!found || found.length === 0) continue
      const chosen = isSure ? found : [nearestBody(found, fn, bodies)]
      this.#assign(
        fn,
        chosen.map(placed => placed.index),
      )
    }
  }

  /** A function whose head came from nowhere may be a private method for an older target: the one that all in it came from. */
  #matchPrivate(
    { functionsByStart, functionsByDecl }: GeneratedSource,
    mapper: TextMapper,
    index: number,
  ): void {
    if (!this.#functions.some(fn => fn.isPrivate && !this.#generated.has(fn))) return
    const exact = new Set<number>()
    for (const list of functionsByDecl.values())
      for (const placed of list) if (placed.exact) exact.add(placed.index)
    for (const { node, index: own, exact: isExact } of [...functionsByStart.values()].flat()) {
      if (isExact || exact.has(own) || node.isForwarding || this.#owners[own] || !node.hasBlock) continue
      const first = mapper.firstPlace(node.bodyStart, node.bodyEnd, index)
      let fn = first === undefined ? undefined : functionAt(this.#functions, first)
      const holdsAll = ({ bodyStart, bodyEnd }: StructureFunction) =>
        mapper.isWithin(node.bodyStart, node.bodyEnd, index, bodyStart, bodyEnd)
      while (fn && !holdsAll(fn)) fn = fn.parent
      if (fn?.isPrivate && !this.#generated.has(fn)) this.#assign(fn, [own])
    }
  }

  /**
   * From the outermost functions inwards: where as many functions are left over directly inside a function here as there, they
   * are the same ones in order. `(a) => (b) => x` loses its brackets in a minifier, and then one arrow begins where the other did.
   */
  #matchChildren(structure: Structure, placed: readonly Placed<GeneratedFunction>[]): void {
    for (const [parent, siblings] of groupByParent(structure)) {
      if (!parent || !this.#generated.has(parent) || siblings.every(fn => this.#generated.has(fn))) continue
      const own = this.#inside(parent, placed)
      const indexes = new Set(own.map(({ index }) => index))
      const outermost = own.filter(({ node }) => {
        for (let up = node.parent; up !== -1; up = this.#syntax.functions[up]!.parent)
          if (indexes.has(up)) return false
        return true
      })
      this.#align(siblings, outermost, true)
    }
  }

  /** Pairs what is left by its order among the functions around it, outer functions first. */
  #matchByOrder(structure: Structure, placed: readonly Placed<GeneratedFunction>[]): void {
    for (const [parent, siblings] of groupByParent(structure)) {
      if (siblings.every(fn => this.#generated.has(fn)) || (parent && !this.#generated.has(parent))) continue
      this.#align(siblings, this.#inside(parent, placed), false)
    }
  }

  /** Generated functions in a function of the structure that are nobody else's. */
  #inside(
    parent: StructureFunction | undefined,
    placed: readonly Placed<GeneratedFunction>[],
  ): Placed<GeneratedFunction>[] {
    return placed.filter(({ node, index }) => {
      const owner = this.#owners[index]
      return this.ownerOf(node.parent) === parent && (!owner || owner.parent === parent)
    })
  }

  #align(siblings: StructureFunction[], own: Placed<GeneratedFunction>[], isOrderEnough: boolean): void {
    const ranks = new Map(own.map(({ index }, rank) => [index, rank]))
    const pairs = alignLeftOvers(
      siblings.map(fn => ({ fn, place: fn.decl, end: fn.bodyEnd })),
      own,
      siblings.map(fn => ranks.get(this.#generated.get(fn)?.[0] ?? -1) ?? -1),
      isOrderEnough,
    )
    for (const [{ fn }, { index }] of pairs) this.#assign(fn, [index])
  }
}

function groupByParent(structure: Structure): Map<StructureFunction | undefined, StructureFunction[]> {
  const children = new Map<StructureFunction | undefined, StructureFunction[]>()
  for (const fn of structure.functions) {
    const siblings = children.get(fn.parent)
    if (siblings) siblings.push(fn)
    else children.set(fn.parent, [fn])
  }
  return children
}

function nearestBody(
  found: Placed<GeneratedFunction>[],
  fn: StructureFunction,
  bodies: ReadonlyMap<number, Place>,
): Placed<GeneratedFunction> {
  const distance = ({ index }: Placed<GeneratedFunction>) =>
    Math.abs((bodies.get(index) ?? Number.POSITIVE_INFINITY) - fn.bodyStart)
  return found.reduce((best, other) => (distance(other) < distance(best) ? other : best))
}
