import type { Counter, Counting, Probe } from '../counting/counter.ts'
import type { Structure, StructureFunction, StructureStatement } from '../structure/structure.ts'
import type { Syntax } from '../syntax/syntax.ts'
import type { TextMapper } from '../texts/text-mapper.ts'
import type { GeneratedSource } from './places/generated-text.ts'

/** One source of one text, and all that matching it with the structure of its file needs. */
export interface SourceOfText {
  structure: Structure
  syntax: Syntax
  /** The nodes of the text that came from this source. */
  generated: GeneratedSource
  mapper: TextMapper
  /** Index of the source in the text's source map. */
  index: number
  counting: Exclude<Counting, 'v8-to-istanbul'>
  /** The source itself; `undefined` if it is neither on disk nor in the source map. */
  content: string | undefined
  /**
   * Whether the host ran the function (or module) around a counter in its own process, and still has 0 for the counter. Then a child's
   * count is not corrected either: the counts of one file follow one rule.
   */
  isHostZero(kind: Counter['kind'], id: string, arm: number, fn: StructureFunction | undefined): boolean
}

/** The probes of each statement of a structure, in the structure's order. */
export type StatementProbes = Map<StructureStatement, Probe[]>
