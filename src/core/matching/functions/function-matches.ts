import type { Counting, Probe } from '../../counting/counter.ts'
import { countWhile } from '../../lower-bound.ts'
import { functionAt, type StructureFunction } from '../../structure/structure.ts'
import type { Syntax } from '../../syntax/syntax.ts'
import type { Place } from '../../texts/place.ts'

/** Stands for a function of another source. */
const foreign = {} as StructureFunction

/** Which functions of a text are which functions of one source's structure. Generated functions are named by their indexes. */
export class FunctionMatches {
  readonly #syntax: Syntax
  readonly #functions: readonly StructureFunction[]
  readonly #generated = new Map<StructureFunction, number[]>()
  readonly #owners = new Map<number, StructureFunction>()
  /** Generated functions that belong to any source of the text. */
  #taken: ReadonlySet<number> = new Set()

  /** @param functions of the structure */
  constructor(syntax: Syntax, functions: readonly StructureFunction[]) {
    this.#syntax = syntax
    this.#functions = functions
  }

  /** Makes generated functions those of the structure's function. */
  assign(fn: StructureFunction, generated: number[]): void {
    for (const index of generated) this.#owners.set(index, fn)
    this.#generated.set(fn, generated)
  }

  /** The generated functions that belong to this source. */
  listTaken(): IterableIterator<number> {
    return this.#owners.keys()
  }

  /** Notes the functions of all sources: code in a function of another source is no module code of this one. */
  setTaken(taken: ReadonlySet<number>): void {
    this.#taken = taken
  }

  /** Whether a function has been matched. */
  has(fn: StructureFunction): boolean {
    return this.#generated.has(fn)
  }

  /** The structure's function that a generated one was matched with. */
  matchOf(generated: number): StructureFunction | undefined {
    return this.#owners.get(generated)
  }

  /** The generated functions of a function: none if it is not in the text, several if it was copied. */
  generatedFor(fn: StructureFunction): number[] {
    return this.#generated.get(fn) ?? []
  }

  /** The probes of a function's own count. */
  probesFor(fn: StructureFunction, counting: Exclude<Counting, 'v8-to-istanbul'>): Probe[] {
    return this.generatedFor(fn).map(index => {
      const { countAt, insideAt, isValue } = this.#syntax.functions[index]!
      // ast-v8-to-istanbul asks for the count of `f: function () {}` at its name, outside of it, and for that of `f() {}` inside.
      const isSameForm = fn.isValue === undefined || fn.isValue === isValue
      return { offset: counting === 'v8' && isSameForm ? countAt : insideAt, inclusive: true, sign: 1 }
    })
  }

  /** Probes of how often the end of a generated function was reached; `undefined` where V8 does not tell. */
  fallThroughOf(generated: number): Probe[] | undefined {
    const { functions, flow } = this.#syntax
    return flow().fallThroughOf(functions[generated]!.bodyStart)
  }

  /**
   * The structure's function that code in a generated function belongs to: that of the nearest matched one around it. A function that is in
   * no structure, if that one is another source's.
   */
  ownerOf(generated: number): StructureFunction | undefined {
    const root = this.rootOf(generated)
    return root === -1 ? undefined : (this.#owners.get(root) ?? foreign)
  }

  /** The generated function that an offset's module stands in, as bundlers write it; -1 for the script. */
  wrapperAt(offset: number): number {
    let wrapper = this.functionAt(offset)
    for (let index = wrapper; index !== -1; ) {
      const { parent } = this.#syntax.functions[index]!
      if (this.#isTaken(index)) wrapper = parent
      index = parent
    }
    return wrapper
  }

  /** The start of the generated function around an offset that code directly in `fn` makes; `undefined` if there is none. */
  startOfMade(offset: number, fn: StructureFunction | undefined): number | undefined {
    let index = this.functionAt(offset)
    while (index !== -1 && (!this.#owners.has(index) || this.#owners.get(index)?.parent !== fn))
      index = this.#syntax.functions[index]!.parent
    return this.#syntax.functions[index]?.start
  }

  /** The nearest matched generated function, itself included, or -1. */
  rootOf(generated: number): number {
    let index = generated
    while (index !== -1 && !this.#isTaken(index)) index = this.#syntax.functions[index]!.parent
    return index
  }

  #isTaken(generated: number): boolean {
    return this.#owners.has(generated) || this.#taken.has(generated)
  }

  /** The function in which the code of `fn` stands: itself, or where a minifier inlined its body, the nearest matched one around. */
  homeOf(fn: StructureFunction | undefined): StructureFunction | undefined {
    let home = fn
    while (home && !this.has(home)) home = home.parent
    return home
  }

  /** Whether a function has no match, so that its body may stand where it was called. */
  isInlined(fn: StructureFunction | undefined): boolean {
    return fn !== undefined && !this.has(fn)
  }

  /** Whether a place in `fn` belongs to a function inside it that is inlined. */
  isInInlined(place: Place, fn: StructureFunction | undefined): boolean {
    const own = functionAt(this.#functions, place)
    return own !== fn && this.isInlined(own)
  }

  /** The innermost generated function around an offset, but not one that begins there; -1 for the script. */
  functionAt(offset: number): number {
    const { functions } = this.#syntax
    const { functionsByStart: order } = this.#syntax.index()
    const begun = countWhile(order.length, i => functions[order[i]!]!.start < offset)
    // Functions nest: the innermost is the last to begin, or one around it.
    let index = order[begun - 1] ?? -1
    while (index !== -1 && functions[index]!.end <= offset) index = functions[index]!.parent
    return index
  }
}
