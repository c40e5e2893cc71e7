import type { Counter, Counting } from '../counting/counter.ts'
import { createPlan, type Plan } from '../counting/plan.ts'
import { type FileCoverageData, isRun } from '../coverage-map.ts'
import { matchFile } from '../matching/match-file.ts'
import { isSpanStructure, matchSpans } from '../matching/match-spans.ts'
import { createGeneratedSource, placeSyntax } from '../matching/places/generated-text.ts'
import type { SourceOfText } from '../matching/source.ts'
import { readStructure } from '../structure/structure.ts'
import { parseText } from '../syntax/parse-text.ts'
import { createIdentityMapper } from '../texts/identity-mapper.ts'
import { hasCode } from '../texts/own-code.ts'
import { readText } from '../texts/same-text.ts'
import type { ScriptText } from '../texts/script-text.ts'
import { createSourceMapMapper } from '../texts/source-map-mapper.ts'
import type { WarningLog } from '../warning.ts'
import type { FileSet } from './file-set.ts'
import { createStructure } from './own-structure.ts'

/** A source of a text that belongs to the report. */
export interface TextSource {
  /** Index in the text's source map. */
  index: number
  path: string
}

/** Makes the plan of a text by matching what is in it with the structures of its sources. */
export async function matchText(
  script: ScriptText,
  sources: readonly TextSource[],
  files: FileSet,
  counting: Counting,
  warnings: WarningLog,
): Promise<Plan | undefined> {
  const { path, text, sourceMap, shift } = script
  const syntax = parseText(text)
  if (!syntax) {
    warnings.add('unmapped-script', `${path}: no JavaScript`)
    return undefined
  }
  await files.requestStructures(sources.map(source => source.path))

  const mapper = sourceMap
    ? createSourceMapMapper(text, sourceMap.map, shift)
    : createIdentityMapper(text, shift)
  const generated = placeSyntax(syntax, mapper)
  const matched: { file: FileCoverageData; counters: Counter[] }[] = []
  for (const { index, path: sourcePath } of sources) {
    const nodes = generated.get(index)
    // A provider that cannot parse what Vite made of a file prints that and goes on without it.
    const isUnread =
      files.unread.has(sourcePath) ||
      (files.hasHost && nodes !== undefined && !files.get(sourcePath) && hasCode(readText(sourcePath)))
    if (!files.get(sourcePath) && files.hasHost && !isUnread) continue
    if (!files.get(sourcePath) && !nodes) continue
    if (isUnread) warnings.add('own-structure', sourcePath)
    if (!files.get(sourcePath)) files.add(sourcePath, await createStructure(sourcePath, script))
    const file = files.get(sourcePath)!
    const content = sourceMap ? (sourceMap.map.sourcesContent?.[index] ?? readText(sourcePath)) : text
    const structure = readStructure(file, content)
    const isSpans = counting === 'v8-to-istanbul' && isSpanStructure(file)
    const inProcess = counting === 'v8-to-istanbul' ? 'v8' : counting
    const matchable: SourceOfText = {
      structure,
      syntax,
      generated: nodes ?? createGeneratedSource(),
      mapper,
      index,
      counting: inProcess,
      content,
      isHostZero: createHostQuestion(file, inProcess),
    }
    matched.push({ file, counters: isSpans ? matchSpans(file, matchable) : matchFile(matchable) })
  }
  return createPlan(matched, syntax.loops, counting === 'istanbul')
}

/** What the host counted before any child's counts are added. Istanbul's own counters need no word-for-word company. */
function createHostQuestion(file: FileCoverageData, counting: Counting): SourceOfText['isHostZero'] {
  if (counting === 'istanbul') return () => false
  if (!isRun(file)) return () => false
  const isLoaded = Object.values(file.s).some(count => count > 0)
  const { s, f, b } = structuredClone({ s: file.s, f: file.f, b: file.b })
  return (kind, id, arm, fn) => {
    const count = kind === 'b' ? b[id]![arm] : kind === 's' ? s[id] : f[id]
    return !count && (fn ? f[fn.id]! > 0 : isLoaded)
  }
}
