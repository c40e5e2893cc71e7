import type { GeneratedSource, Placed } from './generated-text.ts'
import type { Place } from './place.ts'
import type { Structure, StructureFunction } from './structure.ts'
import type { GeneratedFunction, Syntax } from './syntax.ts'

/** Which functions of a text are which functions of one source's structure. */
export class FunctionMatches {
  readonly #syntax: Syntax
  readonly #generated = new Map<StructureFunction, number[]>()
  readonly #owners: (StructureFunction | undefined)[]
  /** Functions sorted by start; V8's functions nest, so the innermost around an offset is found by walking up. */
  readonly #order: number[]

  constructor(syntax: Syntax, structure: Structure, source: GeneratedSource) {
    this.#syntax = syntax
    this.#owners = new Array(syntax.functions.length)
    this.#order = syntax.functions
      .map((_, i) => i)
      .sort((a, b) => syntax.functions[a]!.start - syntax.functions[b]!.start || a - b)
    this.#match(structure, source)
  }

  /** Indexes of the generated functions that are this one: none if it was dropped, several if it was duplicated. */
  generatedFor(fn: StructureFunction): number[] {
    return this.#generated.get(fn) ?? []
  }

  /** The structure's function that a place inside a generated function belongs to; helpers' closures belong to what is around them. */
  ownerOf(generated: number): StructureFunction | undefined {
    const root = this.rootOf(generated)
    return root === -1 ? undefined : this.#owners[root]
  }

  /** The nearest generated function, itself included, that is one of the structure's, or -1. */
  rootOf(generated: number): number {
    let index = generated
    while (index !== -1 && !this.#owners[index]) index = this.#syntax.functions[index]!.parent
    return index
  }

  /** The innermost generated function around an offset, but not one that begins there; -1 for the script. */
  functionAt(offset: number): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#syntax.functions[this.#order[middle]!]!.start < offset) low = middle + 1
      else high = middle
    }
    let index = low === 0 ? -1 : this.#order[low - 1]!
    while (index !== -1 && this.#syntax.functions[index]!.end <= offset)
      index = this.#syntax.functions[index]!.parent
    return index
  }

  /** Tries the surest likeness for all functions first: name and body, then name, then start, then body. */
  #match(structure: Structure, source: GeneratedSource): void {
    const open = new Set(structure.functions)
    const bodies = new Map<number, Place>()
    for (const list of source.functionsByBody.values())
      for (const placed of list) bodies.set(placed.index, placed.place)

    const assign = (find: (fn: StructureFunction) => Placed<GeneratedFunction>[]) => {
      for (const fn of open) {
        const found = find(fn).filter(placed => !this.#owners[placed.index])
        const sure = found.some(placed => placed.exact)
          ? found.filter(placed => placed.exact)
          : found.slice(0, 1)
        if (sure.length === 0) continue
        for (const placed of sure) this.#owners[placed.index] = fn
        this.#generated.set(
          fn,
          sure.map(placed => placed.index),
        )
        open.delete(fn)
      }
    }
    const none: Placed<GeneratedFunction>[] = []
    const nearestBody = (list: Placed<GeneratedFunction>[], fn: StructureFunction) =>
      list.length < 2
        ? list
        : [...list]
            .sort(
              (a, b) =>
                distance(bodies.get(a.index), fn.bodyStart) - distance(bodies.get(b.index), fn.bodyStart),
            )
            .slice(0, 1)

    assign(fn =>
      (source.functionsByDecl.get(fn.decl) ?? none).filter(
        placed => bodies.get(placed.index) === fn.bodyStart,
      ),
    )
    assign(fn =>
      nearestBody(
        (source.functionsByDecl.get(fn.decl) ?? none).filter(placed => placed.exact),
        fn,
      ),
    )
    assign(fn =>
      nearestBody(
        (source.functionsByStart.get(fn.decl) ?? none).filter(placed => placed.exact),
        fn,
      ),
    )
    assign(fn =>
      (source.functionsByBody.get(fn.bodyStart) ?? none).filter(placed => placed.exact).slice(0, 1),
    )
    assign(fn => nearestBody(source.functionsByDecl.get(fn.decl) ?? none, fn))
  }
}

function distance(a: Place | undefined, b: Place): number {
  return a === undefined ? Number.POSITIVE_INFINITY : Math.abs(a - b)
}
