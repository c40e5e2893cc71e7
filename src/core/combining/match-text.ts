import { removeMark } from '../../system/byte-order-mark.ts'
import type { Counter, Counting } from '../counting/counter.ts'
import { createPlan, type Plan } from '../counting/plan.ts'
import { type FileCoverageData, isRun } from '../coverage-map.ts'
import type { FunctionMatches } from '../matching/functions/function-matches.ts'
import { matchFunctions } from '../matching/functions/match-functions.ts'
import { matchFile } from '../matching/match-file.ts'
import { isSpanStructure, matchSpans } from '../matching/match-spans.ts'
import { findUnplaced, isOwnText } from '../matching/own-text.ts'
import { createGeneratedSource, placeSyntax } from '../matching/places/generated-text.ts'
import { hasSameStructure } from '../matching/same-structure.ts'
import type { SourceOfText } from '../matching/source.ts'
import { readStructure } from '../structure/read-structure.ts'
import { parseText } from '../syntax/parse-text.ts'
import { createIdentityMapper } from '../texts/identity-mapper.ts'
import { hasCode } from '../texts/own-code.ts'
import { readText } from '../texts/same-text.ts'
import type { ScriptText } from '../texts/script-text.ts'
import { createSourceMapMapper } from '../texts/source-map-mapper.ts'
import { isOfOtherText } from '../texts/stale-map.ts'
import type { TextMapper } from '../texts/text-mapper.ts'
import { mapTokens, refineMap } from '../texts/token-map.ts'
import type { WarningLog } from '../warning.ts'
import type { FileSet } from './file-set.ts'
import { createStructure } from './own-structure.ts'

/** A source of a text that belongs to the report. */
export interface TextSource {
  /** Index in the text's source map. */
  index: number
  path: string
}

/** A source whose functions have been matched. */
interface Matched {
  file: FileCoverageData
  source: SourceOfText
  /** Absent where the structure has spans alone. */
  functions: FunctionMatches | undefined
}

/** Makes the plan of a text by matching it with the structures of its sources. */
export async function matchText(
  script: ScriptText,
  sources: readonly TextSource[],
  files: FileSet,
  counting: Counting,
  warnings: WarningLog,
  hasCoreStructures = false,
): Promise<Plan | undefined> {
  const { path, text } = script
  // Where no host shows V8's own counts of the text, they are corrected.
  const isExact = hasCoreStructures || counting === 'istanbul'
  const syntax = parseText(text, isExact)
  if (!syntax) {
    warnings.add('unmapped-script', `${path}: no JavaScript`)
    return undefined
  }
  if (script.sourceMap && isOfOtherText(script, script.sourceMap.map, syntax.functions.length > 0)) {
    warnings.add('unmapped-script', `${path}: its source map is that of another text`)
    return undefined
  }
  await files.requestStructures(sources.map(source => source.path))

  const { contentOf, mapper, coarse } = mapText(script, sources)
  const uncertain = script.sourceMap?.uncertain
  const generated = placeSyntax(syntax, mapper)
  const unplaced = coarse.size > 0 ? findUnplaced(syntax, mapper) : new Set()
  const matched: Matched[] = []
  for (const { index, path: sourcePath } of sources) {
    const nodes = generated.get(index)
    generated.delete(index)
    const file =
      files.get(sourcePath) ?? (nodes && (await makeStructure(sourcePath, script, files, warnings)))
    if (!file) continue
    const content = contentOf({ index, path: sourcePath })
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
      isHostZero: createHostZeroTest(file, inProcess),
    }
    if (uncertain?.has(index) || (coarse.has(index) && !isOwnText(matchable, unplaced.has(index))))
      warnings.add('coarse-map', sourcePath)
    if (script.isCompiled && !hasSameStructure(matchable)) {
      // esmock and quibble load a text without functions in place of the module. It is no build of the file.
      const isMock = syntax.functions.length === 0 && structure.functions.length > 0
      if (!isMock) warnings.add('compiled-without-map', sourcePath)
      continue
    }
    matched.push({ file, source: matchable, functions: isSpans ? undefined : matchFunctions(matchable) })
  }
  const taken = new Set(matched.flatMap(({ functions }) => [...(functions?.listTaken() ?? [])]))
  for (const { functions } of matched) functions?.setTaken(taken)
  return createPlan(countMatched(matched), syntax.loops, syntax.earlyEnds)
}

/** Finds the counters of each source, and lets go of what was found for it: a bundle may have thousands. */
function* countMatched(matched: Matched[]): Iterable<{ file: FileCoverageData; counters: Counter[] }> {
  matched.reverse()
  for (let next = matched.pop(); next; next = matched.pop()) {
    const { file, source, functions } = next
    yield { file, counters: functions ? matchFile(source, functions) : matchSpans(file, source) }
  }
}

/** Makes the structure of a source for which the host has none. Returns `undefined` for a source that is not counted. */
async function makeStructure(
  path: string,
  script: ScriptText,
  files: FileSet,
  warnings: WarningLog,
): Promise<FileCoverageData | undefined> {
  // A provider that cannot parse Vite's output for a file prints a message and leaves the file out.
  if (files.hasHost && !files.unread.has(path) && !hasCode(readText(path), path)) return undefined
  if (script.isCompiled) {
    warnings.add('compiled-without-map', path)
    return undefined
  }
  if (files.hasHost) warnings.add('own-structure', path)
  const file = await createStructure(path, script)
  files.add(path, file)
  return file
}

/** The way from a text to its sources. */
interface MappedText {
  mapper: TextMapper
  contentOf(source: TextSource): string | undefined
  /** Sources for which the text's source map has no columns. */
  coarse: ReadonlySet<number>
}

function mapText(
  { text, sourceMap, shift, isCompiled }: ScriptText,
  sources: readonly TextSource[],
): MappedText {
  const read = (path: string) => {
    const content = readText(path)
    return content === undefined ? undefined : removeMark(content)
  }
  if (!sourceMap) {
    const content = isCompiled ? read(sources[0]!.path) : undefined
    return {
      mapper:
        content === undefined
          ? createIdentityMapper(text, shift)
          : createSourceMapMapper(text, mapTokens(text, content)),
      contentOf: () => content ?? text.slice(shift),
      coarse: new Set(),
    }
  }
  const contentOf = ({ index, path }: TextSource) => sourceMap.map.sourcesContent?.[index] ?? read(path)
  const contents = sources.flatMap(source => {
    const content = contentOf(source)
    return content === undefined ? [] : [{ index: source.index, content }]
  })
  const { map, coarse } = refineMap(text, shift, sourceMap.map, contents)
  return { mapper: createSourceMapMapper(text, map, shift), contentOf, coarse }
}

/** Remembers the counts of the host before those of children are added. Counts of Istanbul's own counters need no such care. */
function createHostZeroTest(file: FileCoverageData, counting: Counting): SourceOfText['isHostZero'] {
  if (counting === 'istanbul') return () => false
  if (!isRun(file)) return () => false
  const isLoaded = Object.values(file.s).some(count => count > 0)
  const { s, f, b } = structuredClone({ s: file.s, f: file.f, b: file.b })
  return (kind, id, arm, fn) => {
    const count = kind === 'b' ? b[id]![arm] : kind === 's' ? s[id] : f[id]
    return !count && (fn ? f[fn.id]! > 0 : isLoaded)
  }
}
