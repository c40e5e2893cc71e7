import { alignLeftOvers } from './align.ts'
import type { Counting, Probe } from './counter.ts'
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
    const { functions } = syntax
    this.#order = [...functions.keys()].sort((a, b) => functions[a]!.start - functions[b]!.start || a - b)
    this.#matchSure(structure, source)
    this.#matchByOrder(structure, source)
  }

  /** Indexes of the generated functions that are this one: none if it was dropped, several if it was duplicated. */
  generatedFor(fn: StructureFunction): number[] {
    return this.#generated.get(fn) ?? []
  }

  /** Where a function's own count stands. */
  probesFor(fn: StructureFunction, counting: Counting): Probe[] {
    return this.generatedFor(fn).map(index => {
      const { countAt, insideAt } = this.#syntax.functions[index]!
      return { offset: counting === 'v8' ? countAt : insideAt, inclusive: true, sign: 1 }
    })
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

  /** Tries the surest likeness for all functions first: name and body, then body (a brace is seldom moved), name, start. */
  #matchSure(structure: Structure, source: GeneratedSource): void {
    const open = new Set(structure.functions)
    const bodies = new Map<number, Place>()
    for (const list of source.functionsByBody.values())
      for (const placed of list) bodies.set(placed.index, placed.place)

    const match = (
      find: (fn: StructureFunction) => Placed<GeneratedFunction>[] | undefined,
      isSure: boolean,
    ) => {
      for (const fn of open) {
        const found = find(fn)?.filter(placed => placed.exact && !this.#owners[placed.index])
        if (!found || found.length === 0) continue
        const chosen = isSure ? found : [nearestBody(found, fn, bodies)]
        this.#assign(
          fn,
          chosen.map(placed => placed.index),
        )
        open.delete(fn)
      }
    }
    match(
      fn => source.functionsByDecl.get(fn.decl)?.filter(placed => bodies.get(placed.index) === fn.bodyStart),
      true,
    )
    match(fn => source.functionsByBody.get(fn.bodyStart), false)
    match(fn => source.functionsByDecl.get(fn.decl), false)
    match(fn => source.functionsByStart.get(fn.decl), false)
  }

  /** Pairs what is left by its order among the functions around it, outer functions first. */
  #matchByOrder(structure: Structure, source: GeneratedSource): void {
    const children = new Map<StructureFunction | undefined, StructureFunction[]>()
    for (const fn of structure.functions) {
      const siblings = children.get(fn.parent)
      if (siblings) siblings.push(fn)
      else children.set(fn.parent, [fn])
    }
    const placed = [...source.functionsByStart.values()].flat().sort((a, b) => a.node.start - b.node.start)
    for (const [parent, siblings] of children) {
      if (siblings.every(fn => this.#generated.has(fn))) continue
      if (parent && !this.#generated.has(parent)) continue
      const own = placed.filter(({ node, index }) => {
        const owner = this.#owners[index]
        return this.ownerOf(node.parent) === parent && (!owner || owner.parent === parent)
      })
      const indexes = own.map(({ index }) => index)
      const pairs = alignLeftOvers(
        siblings.map(fn => ({ fn, place: fn.decl, end: fn.bodyEnd })),
        own,
        siblings.map(fn => indexes.indexOf(this.#generated.get(fn)?.[0] ?? -1)),
      )
      for (const [{ fn }, { index }] of pairs) this.#assign(fn, [index])
    }
  }
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
