import type { Probe } from '../counting/counter.ts'
import { functionAt } from '../structure/structure.ts'
import { findEnums } from '../texts/enums.ts'
import type { Place } from '../texts/place.ts'
import type { FunctionMatches } from './functions/function-matches.ts'
import type { SourceOfText } from './source.ts'

/** An `enum` of the source. */
interface Enum {
  start: Place
  end: Place
  /** The probes of how often its members were made. */
  probes: Probe[]
  /** Whether the text does not hold the function that makes them. */
  isErased: boolean
}

/**
 * The counts of `enum`s. tsc, bundlers and minifiers put the values of the members where they are used, and may leave out the rest. The
 * host keeps an `enum` as an object, whose parts have counters. These parts ran with the code around them.
 */
export class EnumProbes {
  readonly #enums: readonly Enum[]

  /** @param moduleProbes how often the module ran */
  constructor(
    { structure, content, counting }: SourceOfText,
    functions: FunctionMatches,
    moduleProbes: Probe[],
  ) {
    this.#enums = findEnums(content).map(([start, end]) => {
      const maker = structure.functions.find(fn => fn.decl >= start && fn.bodyStart < end)
      const own = maker ? functions.probesFor(maker, counting) : []
      const around = functionAt(structure.functions, start)
      const probes = own.length > 0 ? own : around ? functions.probesFor(around, counting) : moduleProbes
      return { start, end, probes, isErased: maker !== undefined && own.length === 0 }
    })
  }

  /** Returns the probes of the `enum` for a part of one that is not in the text; otherwise `found`. */
  replace(place: Place, found: Probe[]): Probe[] {
    const own = this.#enums.find(({ start, end }) => start <= place && place < end)
    return own && (own.isErased || found.length === 0) ? own.probes : found
  }
}
