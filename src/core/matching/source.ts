import type { Counter, Counting, Probe } from '../counting/counter.ts'
import type { Structure, StructureFunction, StructureStatement } from '../structure/structure.ts'
import type { Syntax } from '../syntax/syntax.ts'
import type { TextMapper } from '../texts/text-mapper.ts'
import type { GeneratedSource } from './places/generated-text.ts'

/** One source of one text, ready to be matched with the structure of its file. */
export interface SourceOfText {
  structure: Structure
  syntax: Syntax
  generated: GeneratedSource
  mapper: TextMapper
  /** Index of the source in the text's source map. */
  index: number
  counting: Exclude<Counting, 'v8-to-istanbul'>
  /** The original text, where it can be had. */
  content: string | undefined
  /**
   * Whether the host ran the function around a counter, or the top level, in its own process, and yet has 0 for it. A child's
   * count is then to be V8's word for word, so that one file's numbers mean one thing.
   */
  isHostZero(kind: Counter['kind'], id: string, arm: number, fn: StructureFunction | undefined): boolean
}

/** The probes of each statement of a structure, in the structure's order. */
export type StatementProbes = Map<StructureStatement, Probe[]>
