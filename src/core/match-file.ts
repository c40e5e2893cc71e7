import type { Counter, Counting } from './counter.ts'
import type { GeneratedSource } from './generated-text.ts'
import { matchBranches } from './match-branches.ts'
import { FunctionMatches } from './match-functions.ts'
import { matchStatements } from './match-statements.ts'
import { PlaceFinder } from './place-finder.ts'
import type { Structure } from './structure.ts'
import type { Syntax } from './syntax.ts'
import type { TextMapper } from './text-mapper.ts'

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
}

/** Finds the probes of every counter of a file's structure in one text; a counter without probes never ran there. */
export function matchFile(source: SourceOfText): Counter[] {
  const { structure, syntax, generated, counting } = source
  const functions = new FunctionMatches(syntax, structure, generated)
  const finder = new PlaceFinder(source.mapper, source.index, functions)
  const counters: Counter[] = []
  for (const fn of structure.functions) {
    counters.push({ kind: 'f', id: fn.id, arm: 0, probes: functions.probesFor(fn, counting) })
  }
  const statements = matchStatements(source, functions, finder)
  for (const [statement, probes] of statements) counters.push({ kind: 's', id: statement.id, arm: 0, probes })
  counters.push(...matchBranches(source, functions, finder, statements))
  return counters
}
