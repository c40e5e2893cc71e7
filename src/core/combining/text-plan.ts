import { basename } from 'node:path'
import type { Counting } from '../counting/counter.ts'
import type { Plan } from '../counting/plan.ts'
import { isRun } from '../coverage-map.ts'
import { takeCounts } from '../structure/plain-counts.ts'
import { parseModule } from '../syntax/program.ts'
import { isBundledProgram } from '../texts/bundler-source.ts'
import { isAbsolutePath, resolveBeside } from '../texts/paths.ts'
import { isSameText, readText } from '../texts/same-text.ts'
import type { ScriptText } from '../texts/script-text.ts'
import { decodeSourceMap, type LoadedSourceMap } from '../texts/source-map.ts'
import { createVersionTest } from '../texts/stale-map.ts'
import type { WarningLog } from '../warning.ts'
import type { FileSet } from './file-set.ts'
import type { TextSource } from './match-text.ts'

/** Makes the plan of one text; returns `undefined` if nothing in it came from a file of the report. */
export async function planText(
  loaded: ScriptText,
  files: FileSet,
  counting: Counting,
  warnings: WarningLog,
  hasCoreStructures = false,
): Promise<Plan | undefined> {
  const script = addHiddenMap(loaded, files)
  const { path } = script
  const sources: TextSource[] = []
  const sourceMap = await followMap(script, files, warnings)
  const isOtherVersion = sourceMap && createVersionTest(script, sourceMap.map)
  for (const [index, source] of (sourceMap ? sourceMap.sources : [path]).entries()) {
    const resolved = source === undefined ? undefined : files.resolve(source)
    if (resolved === undefined) continue
    if (script.copy !== undefined && !isSameText(script.copy, readText(resolved) ?? '')) {
      warnings.add('other-version', resolved)
      continue
    }
    if (isOtherVersion?.(index, readText(resolved))) {
      warnings.add('source-differs', `${resolved} in ${path}`)
      continue
    }
    sources.push({ index, path: resolved })
  }
  if (sources.length === 0) {
    if (isOfProject(path)) warnOfUnmapped({ ...script, sourceMap }, files, warnings)
    return undefined
  }
  const own = await planOwnText(script, sources[0]!.path, files, counting, hasCoreStructures)
  if (own) return own
  // Loaded late: it is most of the core, and plain JavaScript does not need it.
  const { matchText } = await import('./match-text.ts')
  return matchText({ ...script, sourceMap }, sources, files, counting, warnings, hasCoreStructures)
}

/**
 * Adds the source map beside a build that names none (webpack's `hidden-source-map`, Vite's `sourcemap: 'hidden'`, esbuild's `external`), if
 * it leads to the report.
 */
function addHiddenMap(script: ScriptText, files: FileSet): ScriptText {
  const { path, sourceMap, mapError } = script
  if (sourceMap || mapError !== undefined || files.resolve(path) !== undefined) return script
  const mapPath = `${path}.map`
  const json = readText(files.pathHere(mapPath))
  if (json === undefined) return script
  try {
    const found = decodeSourceMap(JSON.parse(json), mapPath)
    const isOfReport = found.sources.some(one => one !== undefined && files.resolve(one) !== undefined)
    return isOfReport ? { ...script, sourceMap: found } : script
  } catch {
    return script
  }
}

/** Warns of a build of which nothing belongs to the report if that is because its sources are not found. */
function warnOfUnmapped(
  { path, sourceMap, mapError }: ScriptText,
  files: FileSet,
  warnings: WarningLog,
): void {
  if (mapError !== undefined) warnings.add('unmapped-script', `${path}: ${mapError}`)
  if (!sourceMap) return
  const { sources, map } = sourceMap
  // The source map of a file that holds only types names no source; others name only packages, or what the bundler added.
  const self = isVirtualModule(path) ? resolveBeside(path, basename(path)) : undefined
  const isNamed = sources.some((source, i) =>
    source === undefined ? isBundledProgram(map.sources[i]) : source !== self && isOfProject(source),
  )
  if (isNamed && !sources.some(source => source !== undefined && files.exists(source)))
    warnings.add('unmapped-script', `${path}: no source that its source map names is here`)
}

/** The source map of a script, led to the sources of earlier builds. */
async function followMap(
  { text, shift, path, sourceMap }: ScriptText,
  files: FileSet,
  warnings: WarningLog,
): Promise<LoadedSourceMap | undefined> {
  if (!sourceMap) return undefined
  // Loaded late: plain JavaScript does not need it.
  const { followSteps } = await import('../texts/map-steps.ts')
  const followed = followSteps(
    { text, shift, sourceMap },
    {
      pathHere: path => files.pathHere(path),
      isIncluded: path => files.resolve(path) !== undefined,
    },
  )
  for (const step of followed.outdated) warnings.add('source-differs', `${step} in ${path}`)
  return followed
}

/** Makes the plan of a text from which the structure of its file was made; returns `undefined` for any other text. */
async function planOwnText(
  { text, sourceMap, shift, isCompiled }: ScriptText,
  path: string,
  files: FileSet,
  counting: Counting,
  hasCoreStructures: boolean,
): Promise<Plan | undefined> {
  if (sourceMap || shift !== 0 || isCompiled || counting !== 'v8') return undefined
  if (!files.get(path)) {
    // Only structures that this core made of modules have noted probes.
    if (!hasCoreStructures || !parseModule(text)) return undefined
    await files.requestStructures([path])
  }
  const file = files.get(path)
  const counts = file && !isRun(file) ? takeCounts(file, text) : undefined
  return counts?.plan(file!, hasCoreStructures)
}

/** Whether Vite or a plugin of it makes a module: `/@vite/env`, `\0virtual:routes`. Its source map names the module itself as its source. */
function isVirtualModule(path: string): boolean {
  return path.startsWith('/@') || !isAbsolutePath(path)
}

/** Whether a script or source is no package's: published packages seldom bring the sources that their source maps name. */
function isOfProject(path: string): boolean {
  return !/[\\/]node_modules[\\/]/.test(path)
}
