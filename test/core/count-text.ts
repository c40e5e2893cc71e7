import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'
import { onTestFinished } from 'vitest'
import { packFunctions } from '../../src/contract/counts.ts'
import { FileSet } from '../../src/core/combining/file-set.ts'
import { parseStructure } from '../../src/core/combining/own-structure.ts'
import { PlanSet } from '../../src/core/combining/plan-set.ts'
import type { Counting } from '../../src/core/counting/counter.ts'
import type { CoverageMapData } from '../../src/core/coverage-map.ts'
import { decodeSourceMap } from '../../src/core/texts/source-map.ts'
import { type Warning, WarningLog } from '../../src/core/warning.ts'
import { structuresFromDisk } from '../../src/run/sources/structures.ts'

/** The text that a tool made of a source. */
export interface Built {
  code: string
  /** `undefined` where the tool made none: the text then stands under the source's own name. */
  map: string | undefined
  /** The file that the tool read, if that is a build of an earlier step and not the source. */
  from?: string
}

export interface TextCounts {
  counts: Pick<CoverageMapData[string], 's' | 'f' | 'b'> | undefined
  file: CoverageMapData[string] | undefined
  warnings: Warning[]
}

let scripts = 0

/** Runs texts of a source in this process, and combines their counts as a report does. It lasts as long as the test that makes it. */
export class TextCounter {
  readonly #root = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-texts-')))
  readonly #session = new Session()
  readonly source: string

  /** @param name of the source's file */
  constructor(name = 'source.ts') {
    this.source = join(this.#root, name)
    onTestFinished(() => rmSync(this.#root, { recursive: true, force: true }))
    mkdirSync(join(this.#root, 'texts'))
    this.#session.connect()
    onTestFinished(() => this.#session.disconnect())
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /**
   * Calls the function `run` that a text hands to `globalThis`; returns the counts of the source, and what was warned of.
   * @param host the text of which the host makes its structure; by default that is what covtree itself transpiles
   */
  async count(
    content: string,
    { code, map, from = this.source }: Built,
    counting: Counting = 'v8',
    host?: Built,
  ): Promise<TextCounts> {
    const { source } = this
    writeFileSync(source, content)
    const filename = `count-text-${scripts++}.js`
    const text = map ? `${code}\n//# sourceMappingURL=${filename}.map\n` : code
    compileFunction(text, ['exports', 'module', 'require'], { filename })({}, {}, () => ({}))
    await (globalThis as { run?: () => unknown }).run!()
    let packed = ''
    let length = 0
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      const { functions } = result.find(script => script.url === filename)!
      length = functions[0]!.ranges[0]!.endOffset
      packed = packFunctions(functions)
    })
    const texts = join(this.#root, 'texts')
    const name = `text-${scripts}`
    writeFileSync(join(texts, name), text)
    if (map) writeFileSync(join(texts, `${name}.map`), withSource(map, from))
    const warnings = new WarningLog()
    const report: CoverageMapData = {}
    const structuresFor = host ? () => this.#readStructure(host) : structuresFromDisk(process.cwd())
    const files = new FileSet(report, path => path === source, structuresFor)
    const plans = new PlanSet(files, () => undefined, {
      texts,
      counting,
      mapPath: path => path,
      warnings,
      hasCoreStructures: true,
    })
    const url = map === undefined ? source : join(this.#root, `dist/source-${scripts}.js`)
    const list = [{ url, info: { length, text: name, ...(map && { map: `${name}.map` }) } }]
    await plans.plan(list)
    const behaviours = plans.planned(list)[0]
    if (behaviours) behaviours.find(packed, () => {}).times = 1
    plans.apply()
    const file = report[source]
    return { counts: file && { s: file.s, f: file.f, b: file.b }, file, warnings: warnings.list() }
  }

  /** Writes the build of an earlier step; returns what a later step reads. */
  writeStep({ code, map }: { code: string; map: string }): { path: string; text: string } {
    const path = join(this.#root, 'step.js')
    writeFileSync(`${path}.map`, withSource(map, this.source))
    const text = `${code}//# sourceMappingURL=step.js.map\n`
    writeFileSync(path, text)
    return { path, text }
  }

  async #readStructure({ code, map }: Built): Promise<CoverageMapData> {
    const sourceMap =
      map === undefined ? undefined : decodeSourceMap(JSON.parse(withSource(map, this.source)), this.source)
    const file = await parseStructure(this.source, { path: this.source, text: code, sourceMap, shift: 0 })
    return file ? { [this.source]: file } : {}
  }
}

function withSource(map: string, source: string): string {
  return JSON.stringify({ ...JSON.parse(map), sourceRoot: '', sources: [source] })
}
