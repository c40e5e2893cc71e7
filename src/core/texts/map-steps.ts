import {
  decodedMappings,
  type SourceMapSegment,
  type TraceMap,
  traceSegment,
} from '@jridgewell/trace-mapping'
import type { MapPath } from '../path-aliases.ts'
import { readText } from './same-text.ts'
import type { ScriptText } from './script-text.ts'
import { findSourceMapUrl, type LoadedSourceMap, readSourceMap } from './source-map.ts'
import { createVersionTest } from './stale-map.ts'
import { createMap, refineMap, type SourceContent } from './token-map.ts'

/** A source map whose sources may be builds of an earlier step, such as tsc's, with source maps of their own. */
export interface FollowedMap extends LoadedSourceMap {
  uncertain: ReadonlySet<number>
  /** Paths of earlier builds that changed after the next one was made of them. */
  outdated: string[]
}

type Mapped = Pick<ScriptText, 'text' | 'shift'> & { sourceMap: LoadedSourceMap }

/** A build of an earlier step that is a source of a map. */
interface Step extends SourceContent {
  sourceMap: FollowedMap
}

/** The number of steps is limited: a map may lead to its own text. */
const mostSteps = 5

/** The files of a report, as far as following a map needs them. */
export interface StepFiles {
  /** Where a file of another machine is on this one. */
  pathHere: MapPath
  /** Whether a file belongs to the report. */
  isIncluded(path: string): boolean
}

/**
 * Leads a source map to the sources of builds that it names as its sources: tsc, then Rollup, webpack or ncc, which do not read the
 * source maps of tsc. A build none of whose sources is in the report stays a source.
 */
export function followSteps(mapped: Mapped, files: StepFiles, level = 0): FollowedMap {
  const { text, shift, sourceMap } = mapped
  const followed: FollowedMap = { ...sourceMap, uncertain: new Set(), outdated: [] }
  const steps: Step[] = []
  const isOtherVersion = createVersionTest(mapped, sourceMap.map)
  for (const [index, path] of sourceMap.sources.entries()) {
    if (path === undefined || level === mostSteps) continue
    const content = readBuild(path, sourceMap.map.sourcesContent?.[index], files.pathHere)
    const map = content === undefined ? undefined : readEarlierMap(content, path, files.pathHere)
    if (content === undefined || !map) continue
    const earlier = followSteps({ text: content, shift: 0, sourceMap: map }, files, level + 1)
    followed.outdated.push(...earlier.outdated)
    if (!earlier.sources.some(source => source !== undefined && files.isIncluded(source))) continue
    // A build that was made anew later has a source map of another text.
    if (isOtherVersion(index, readText(files.pathHere(path)))) followed.outdated.push(path)
    else steps.push({ index, content, sourceMap: earlier })
  }
  if (steps.length === 0) return followed
  const { map, coarse, changed } = refineMap(text, shift, sourceMap.map, steps)
  return {
    ...join(map, sourceMap, steps, index => coarse.has(index) && changed.has(index)),
    outdated: followed.outdated,
  }
}

/** The text of a source that may be a build: JavaScript that names a source map. Packages seldom bring their sources. */
function readBuild(path: string, content: string | null | undefined, mapPath: MapPath): string | undefined {
  if (!/\.[cm]?jsx?$/.test(path) || /[\\/]node_modules[\\/]/.test(path)) return undefined
  const text = content ?? readText(mapPath(path))
  return text === undefined || findSourceMapUrl(text) === undefined ? undefined : text
}

function readEarlierMap(text: string, path: string, mapPath: MapPath): LoadedSourceMap | undefined {
  try {
    return readSourceMap(text, path, mapPath)
  } catch {
    return undefined
  }
}

/** Joins a map with those of its sources. */
function join(
  map: TraceMap,
  { sources }: LoadedSourceMap,
  steps: readonly Step[],
  isUncertain: (index: number) => boolean,
): Omit<FollowedMap, 'outdated'> {
  const paths = [...sources]
  const contents = [...(map.sourcesContent ?? [])]
  const uncertain = new Set<number>()
  const known = new Map<string, number>()
  for (const [index, path] of sources.entries()) if (path !== undefined) known.set(path, index)
  const byIndex = new Map<number, { map: TraceMap; indexes: number[] }>()
  for (const { index, sourceMap } of steps) {
    paths[index] = undefined
    const indexes = sourceMap.sources.map((path, own) => {
      const place = (path === undefined ? undefined : known.get(path)) ?? paths.length
      if (place === paths.length) {
        paths.push(path)
        if (path !== undefined) known.set(path, place)
        contents[place] = sourceMap.map.sourcesContent?.[own] ?? null
      }
      if (isUncertain(index) || sourceMap.uncertain.has(own)) uncertain.add(place)
      return place
    })
    byIndex.set(index, { map: sourceMap.map, indexes })
  }
  const joined = {
    // Each has a name of its own, also where it is no file.
    sources: paths.map((path, i) => map.sources[i] ?? path ?? `source ${i}`),
    sourcesContent: Array.from(paths, (_, i) => contents[i] ?? null),
  }
  const mappings = decodedMappings(map).map(segments => joinLine(segments, byIndex))
  return { map: createMap(joined, mappings), sources: paths, uncertain }
}

function joinLine(
  segments: readonly SourceMapSegment[],
  steps: ReadonlyMap<number, { map: TraceMap; indexes: number[] }>,
): SourceMapSegment[] {
  const joined: SourceMapSegment[] = []
  for (const segment of segments) {
    const step = segment.length === 1 ? undefined : steps.get(segment[1])
    if (!step) {
      joined.push([...segment])
      continue
    }
    const traced = traceSegment(step.map, segment[2]!, segment[3]!)
    if (!traced || traced.length === 1) {
      joined.push([segment[0]])
      continue
    }
    const next: SourceMapSegment = [segment[0], step.indexes[traced[1]]!, traced[2], traced[3]]
    // The earlier map has fewer mappings: only the first one of them stands at the place to which it leads.
    if (!isSamePlace(joined.at(-1), next)) joined.push(next)
  }
  return joined
}

function isSamePlace(one: SourceMapSegment | undefined, other: SourceMapSegment): boolean {
  return one !== undefined && [1, 2, 3].every(i => one[i] === other[i])
}
