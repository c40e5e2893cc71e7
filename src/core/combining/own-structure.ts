import { pathToFileURL } from 'node:url'
import { encodedMappings } from '@jridgewell/trace-mapping'
import { parse } from 'acorn'
import type { FileCoverageData } from '../coverage-map.ts'
import { rememberCounts } from '../structure/plain-counts.ts'
import { createPlainStructure, isPlain } from '../structure/plain-structure.ts'
import { moduleOptions, parseModule } from '../syntax/program.ts'
import { readText } from '../texts/same-text.ts'
import type { ScriptText } from '../texts/script-text.ts'

/**
 * Makes a structure for a file that the host has none for, out of the first text that ran it; of lines, where no parser
 * can read that text.
 */
export async function createStructure(path: string, script: ScriptText): Promise<FileCoverageData> {
  return (await parseStructure(path, script)) ?? createLineStructure(path, readText(path) ?? '')
}

/** Makes a structure by parsing a text; `undefined` where no parser can read it, or where the file has no part in it. */
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
      // Plain JavaScript needs nothing of it.
      const { default: convert } = await import('ast-v8-to-istanbul')
      const converted = await convert({
        code: text,
        ast: parse(text, moduleOptions) as never,
        ...(sourceMap && { sourceMap: withPaths(sourceMap) as never }),
        coverage: { url: pathToFileURL(path).href, functions: [] },
      })
      const file = (converted as Record<string, FileCoverageData>)[path]
      if (file) return clean(file)
    } catch {
      // No JavaScript that acorn knows: lines are better than nothing.
    }
  }
  return undefined
}

/** One statement a line that is neither blank nor a comment; no functions, no branches. */
export function createLineStructure(path: string, text: string): FileCoverageData {
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

/** ast-v8-to-istanbul keeps its own notes in `meta`; reports want none of them. */
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
