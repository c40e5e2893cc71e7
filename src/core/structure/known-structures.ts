import type { FileCoverageData } from '../coverage-map.ts'
import type { PlainStructure } from './plain-structure.ts'

/** Structures of plain JavaScript that were made before, each good for the very text that it was made of. */
export interface KnownStructures {
  /** Whether there is one. */
  has(path: string, text: string): boolean
  /** Hands one out, to be counted in. */
  take(path: string, text: string): PlainStructure | undefined
  /** Remembers one; what is done to it afterwards is not. */
  add(path: string, text: string, structure: PlainStructure): void
}

/** Of a run that keeps none. */
export const noneKnown: KnownStructures = {
  has: () => false,
  take: () => undefined,
  add() {},
}

/** A structure as it is written down: with its text, to be compared, and without a path. */
interface WrittenStructure {
  text: string
  file: Omit<FileCoverageData, 'path'>
  counts: PlainStructure['counts'] | null
}

/** Writes a structure down as JSON. */
export function writeStructure(text: string, { file, counts }: PlainStructure): string {
  const { path, ...parts } = file
  const written: WrittenStructure = { text, file: parts, counts: counts ?? null }
  // JSON has no Infinity, as which ast-v8-to-istanbul gives the end of a line, but reads this number as it. Inside of a JSON string a
  // quote has a backslash before it: only keys are found.
  return JSON.stringify(written).replaceAll('"column":null', '"column":1e999')
}

/** Reads a structure that was written down; `undefined` for one of another text. Throws for what is none. */
export function readWrittenStructure(path: string, text: string, json: string): PlainStructure | undefined {
  const { text: known, file, counts } = JSON.parse(json) as WrittenStructure
  if (known !== text) return undefined
  const { statementMap, fnMap, branchMap, s, f, b } = file
  if (!(statementMap && fnMap && branchMap && s && f && b)) throw new TypeError(`No structure of ${path}`)
  return { file: { path, statementMap, fnMap, branchMap, s, f, b }, counts: counts ?? undefined }
}
