import { countAt, type Probe } from '../counting/counter.ts'
import { functionAt } from '../structure/structure.ts'
import { type DynamicImport, findDynamicImports } from '../texts/dynamic-imports.ts'
import { lineOf, type Place } from '../texts/place.ts'
import type { PlaceFinder } from './place-finder.ts'
import type { SourceOfText } from './source.ts'

/**
 * The counts of code that Vite adds to a module for an import whose path is computed:
 *
 *     import(`./commands/${name}.js`)   // Vite adds `{ './commands/a.js': () => import('./commands/a.js'), … }`
 *
 * Vite's structure then holds a function and a statement for each file, inside the import or behind the end of its line. Neither the
 * source nor a child has them. They get the count of the import.
 */
export class ImportProbes {
  readonly #imports: readonly (DynamicImport & { probes: Probe[] })[]

  constructor({ structure, content }: SourceOfText, finder: PlaceFinder) {
    this.#imports = findDynamicImports(content).map(own => {
      const offset = finder.findExact(own.start, functionAt(structure.functions, own.start))
      return { ...own, probes: offset === undefined ? [] : countAt(offset) }
    })
  }

  /** Returns the probes of the import for a part that Vite added; otherwise `found`. */
  replace(place: Place, found: Probe[]): Probe[] {
    if (this.#imports.length === 0 || found.length > 0) return found
    const isAdded = ({ start, end, lineEnd }: DynamicImport) =>
      (start < place && place <= end) || (place > lineEnd && lineOf(place) === lineOf(lineEnd))
    return this.#imports.find(isAdded)?.probes ?? found
  }
}
