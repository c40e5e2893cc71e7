import { pathToFileURL } from 'node:url'
import { encodedMappings } from '@jridgewell/trace-mapping'
import type { FileCoverageData } from '../coverage-map.ts'
import { rememberCounts } from '../structure/plain-counts.ts'
import { createPlainStructure, isPlain } from '../structure/plain-structure.ts'
import { parseAnew, parseModule } from '../syntax/program.ts'
import { readText } from '../texts/same-text.ts'
import type { ScriptText } from '../texts/script-text.ts'

/** Makes a structure for a file of which the host has none, from the first text that ran. If no parser can read the text: one of lines. */
export async function createStructure(path: string, script: ScriptText): Promise<FileCoverageData> {
  return (await parseStructure(path, script)) ?? createLineStructure(path, readText(path) ?? '')
}

/** Makes a structure by parsing a text; returns `undefined` if no parser can read it, or nothing in it came from the file. */
export async function parseStructure(
  path: string,
  { text, sourceMap, shift }: ScriptText,
): Promise<FileCoverageData | undefined> {
  if (shift === 0) {
    try {
      if (!sourceMap && isPlain(text)) {
        const program = parseModule(text)
        const structure = program && createPlainStructure(path, text, program)
        if (structure?.counts) rememberCounts(structure.file, text, structure.counts)
        return structure?.file
      }
      // Loaded late: plain JavaScript does not need it.
      const { default: convert } = await import('ast-v8-to-istanbul')
      const program = parseAnew(text)
      if (!program) return undefined
      const converted = await convert({
        code: text,
        ast: program as never,
        ...(sourceMap && { sourceMap: withPaths(sourceMap) as never }),
        coverage: { url: pathToFileURL(path).href, functions: [] },
      })
      const file = (converted as Record<string, FileCoverageData>)[path]
      if (file) return clean(file)
    } catch {
      // ast-v8-to-istanbul cannot read it.
    }
  }
  return undefined
}

/** Makes a structure with a statement for each line that is neither blank nor a comment, without functions and branches. */
function createLineStructure(path: string, text: string): FileCoverageData {
  const file: FileCoverageData = { path, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} }
  text.split(/\r?\n/).forEach((line, index) => {
    const column = line.search(/\S/)
    if (column === -1 || /^\s*(?:\/\/|\/?\*)/.test(line)) return
    const id = String(Object.keys(file.s).length)
    file.statementMap[id] = {
      start: { line: index + 1, column },
      end: { line: index + 1, column: line.length },
    }
    file.s[id] = 0
  })
  return file
}

/** Removes ast-v8-to-istanbul's own `meta`. */
function clean({ path, statementMap, fnMap, branchMap, s, f, b }: FileCoverageData): FileCoverageData {
  return { path, statementMap, fnMap, branchMap, s, f, b }
}

function withPaths({ map, sources }: NonNullable<ScriptText['sourceMap']>): object {
  const { version, names, sourcesContent } = map
  return {
    version,
    names,
    sourcesContent,
    mappings: encodedMappings(map),
    sources: sources.map((source, i) => (source ? pathToFileURL(source).href : `covtree:${i}`)),
  }
}
