import { createPlan, type Plan } from '../../src/core/counting/plan.ts'
import type { FileCoverageData } from '../../src/core/coverage-map.ts'
import { matchFunctions } from '../../src/core/matching/functions/match-functions.ts'
import { matchFile } from '../../src/core/matching/match-file.ts'
import { createGeneratedSource, placeSyntax } from '../../src/core/matching/places/generated-text.ts'
import type { SourceOfText } from '../../src/core/matching/source.ts'
import { readStructure } from '../../src/core/structure/read-structure.ts'
import type { Syntax } from '../../src/core/syntax/syntax.ts'
import type { TextMapper } from '../../src/core/texts/text-mapper.ts'

/** The plan of a text with one source, by matching the structure of the source with the text. */
export function planByMatching(
  file: FileCoverageData,
  source: string,
  syntax: Syntax,
  mapper: TextMapper,
  counting: 'v8' | 'istanbul' = 'v8',
): Plan {
  const matchable: SourceOfText = {
    structure: readStructure(file, source),
    syntax,
    generated: placeSyntax(syntax, mapper).get(0) ?? createGeneratedSource(),
    mapper,
    index: 0,
    counting,
    content: source,
    isHostZero: () => false,
  }
  const counters = matchFile(matchable, matchFunctions(matchable))
  return createPlan(
    [{ file, counters }],
    syntax.loops,
    counting === 'istanbul' ? syntax.earlyEnds : undefined,
  )
}
