import type { Counter, Counting } from './counter.ts'
import type { FileCoverageData } from './coverage-map.ts'
import type { FileSet } from './file-set.ts'
import { createGeneratedSource, placeSyntax } from './generated-text.ts'
import { matchFile, type SourceOfText } from './match-file.ts'
import { isSpanStructure, matchSpans } from './match-spans.ts'
import { hasCode } from './own-code.ts'
import { createStructure } from './own-structure.ts'
import { parseText } from './parse-text.ts'
import { takeCounts } from './plain-counts.ts'
import { createPlan, type Plan } from './plan.ts'
import { parseModule } from './program.ts'
import { isSameText, readText } from './same-text.ts'
import type { ScriptText } from './script-text.ts'
import { readStructure } from './structure.ts'
import { createIdentityMapper, createSourceMapMapper } from './text-mapper.ts'
import type { WarningLog } from './warning.ts'

/** Makes the plan of one text, or returns `undefined` when no file of the report came into it. */
export async function planText(
  script: ScriptText,
  files: FileSet,
  counting: Counting,
  warnings: WarningLog,
): Promise<Plan | undefined> {
  const { path, text, sourceMap, shift } = script
  const sources: { index: number; path: string }[] = []
  for (const [index, source] of (sourceMap ? sourceMap.sources : [path]).entries()) {
    const resolved = source === undefined ? undefined : files.resolve(source)
    if (resolved === undefined) continue
    if (script.copy !== undefined && !isSameText(script.copy, readText(resolved) ?? '')) {
      warnings.add('other-version', resolved)
      continue
    }
    const content = sourceMap?.map.sourcesContent?.[index]
    if (content != null && !isSameText(content, readText(resolved) ?? content)) {
      warnings.add('source-differs', `${resolved} in ${path}`)
      continue
    }
    sources.push({ index, path: resolved })
  }
  if (sources.length === 0) {
    // A file of types alone has a map that names no source.
    const named = sourceMap?.sources.filter(source => source !== undefined) ?? []
    if (named.length > 0 && isBuilt(path) && !named.some(source => files.exists(source)))
      warnings.add('unmapped-script', `${path}: no source that its source map names is here`)
    return undefined
  }
  const own = await planOwnText(script, sources[0]!.path, files, counting)
  if (own) return own
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

/** The plan of a text that its file's structure is made of; `undefined` where that is not so. */
async function planOwnText(
  { text, sourceMap, shift }: ScriptText,
  path: string,
  files: FileSet,
  counting: Counting,
): Promise<Plan | undefined> {
  if (sourceMap || shift !== 0 || counting !== 'v8') return undefined
  if (!files.get(path)) {
    // What is no module has no structure of this kind.
    if (!parseModule(text)) return undefined
    await files.requestStructures([path])
  }
  const file = files.get(path)
  return file && !isRun(file) ? takeCounts(file, text)?.createPlan(file) : undefined
}

/** Whether a file has counts: of its host, or of data that was combined before. */
function isRun({ s, f }: FileCoverageData): boolean {
  const isPositive = (count: number) => count > 0
  return Object.values(s).some(isPositive) || Object.values(f).some(isPositive)
}

/** Published packages seldom bring the sources that their source maps name. */
function isBuilt(path: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(path)
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
