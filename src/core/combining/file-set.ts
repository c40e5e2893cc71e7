import { existsSync, realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import type { CoverageMapData, FileCoverageData } from '../coverage-map.ts'
import type { MapPath } from '../path-aliases.ts'

const isLinux = process.platform === 'linux'

/** The files of the report: which sources belong to it, under which path, with which structure. */
export class FileSet {
  readonly #map: CoverageMapData
  readonly #isIncluded: (path: string) => boolean
  readonly #structuresFor: ((paths: string[]) => Promise<CoverageMapData>) | undefined
  /** Files of another machine that would be in the report, but are not here. */
  readonly absent = new Set<string>()
  /** Files that the host failed to make a structure of. */
  readonly unread = new Set<string>()
  /** Known answers of `resolve`. */
  readonly #known = new Map<string, string | undefined>()
  readonly #mapPath: MapPath
  #realPaths: Map<string, string> | undefined

  constructor(
    map: CoverageMapData,
    isIncluded: (path: string) => boolean,
    structuresFor?: (paths: string[]) => Promise<CoverageMapData>,
    mapPath: MapPath = path => path,
  ) {
    this.#map = map
    this.#isIncluded = isIncluded
    this.#structuresFor = structuresFor
    this.#mapPath = mapPath
  }

  /** Whether a source comes from another machine, where it has another path. */
  isForeign(path: string): boolean {
    return this.#mapPath(path) !== path
  }

  /** Where a file of another machine is on this one. */
  pathHere(path: string): string {
    return this.#mapPath(path)
  }

  /** The path of a source in the report; `undefined` if it is not included. */
  resolve(path: string): string | undefined {
    const asked = toSpelling(this.#mapPath(path))
    if (this.#known.has(asked)) return this.#known.get(asked)
    const resolved = this.#find(asked)
    if (resolved === undefined && this.isForeign(path) && this.#isIncluded(asked)) this.absent.add(asked)
    this.#known.set(asked, resolved)
    return resolved
  }

  /** Whether a source belongs to the report, even if the file is gone. */
  isWanted(path: string): boolean {
    if (this.resolve(path) !== undefined) return true
    const here = toSpelling(this.#mapPath(path))
    return this.#isIncluded(here) && isFile(here) !== false
  }

  /** Whether a source is on this machine. */
  exists(path: string): boolean {
    return existsSync(this.#mapPath(path))
  }

  /** The file coverage of a path that `resolve` returned; `undefined` if there is none yet. */
  get(path: string): FileCoverageData | undefined {
    return this.#map[path]
  }

  /** Whether the host makes structures on request: a file for which it has none (only types or re-exports) is left out then. */
  get hasHost(): boolean {
    return this.#structuresFor !== undefined
  }

  /** Requests the structures from the host that are still missing. */
  async requestStructures(paths: readonly string[]): Promise<void> {
    const missing = [...new Set(paths)].filter(path => !this.#map[path] && !this.unread.has(path)).sort()
    if (missing.length === 0 || !this.#structuresFor) return
    try {
      const given = await this.#structuresFor(missing)
      const files = new Map(Object.entries(given).map(([path, file]) => [toSpelling(path), file]))
      for (const path of missing) {
        const file = files.get(path)
        if (file) this.add(path, file.path === path ? file : { ...file, path })
      }
    } catch {
      // The host fails on one of them: ask for each alone.
      if (missing.length === 1) this.unread.add(missing[0]!)
      else for (const path of missing) await this.requestStructures([path])
    }
  }

  /** Adds a file to the report. */
  add(path: string, file: FileCoverageData): void {
    this.#map[path] = file
  }

  #find(path: string): string | undefined {
    if (this.#map[path]) return path
    // macOS: /tmp is /private/tmp; pnpm and npm link workspaces: one file, two paths.
    this.#realPaths ??= new Map(Object.keys(this.#map).map(key => [toRealPath(key), key]))
    const twin = this.#realPaths.size > 0 ? this.#realPaths.get(toRealPath(path)) : undefined
    if (twin !== undefined) return twin
    if (!isFile(path)) return undefined
    if (isLinux && this.#isIncluded(path)) return path
    const real = toRealPath(path)
    // Windows and macOS do not tell `App` from `app`.
    if (real.toLowerCase() === path.toLowerCase()) path = real
    if (this.#isIncluded(path)) return path
    return real !== path && this.#isIncluded(real) ? real : undefined
  }
}

/** A path as this system writes it. Hosts on Windows may write either slash. */
function toSpelling(path: string): string {
  return sep === '/' ? path : path.replaceAll('/', sep)
}

function toRealPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}

/**
 * Whether a path is a regular file; undefined if there is nothing. Reading a FIFO or a device that was run as a script would block. What
 * a bundler made itself may have a name that no file can have: Next.js puts it below another file.
 */
function isFile(path: string): boolean | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile()
  } catch {
    return undefined
  }
}
