import type { FileCoverageData } from '../coverage-map.ts'
import { keywordPattern } from '../syntax/keyword.ts'
import { columnOf, endOf, lineOf, type Place, packPlace, startOf } from '../texts/place.ts'
import { readWords } from './source-words.ts'
import type {
  SourceWords,
  Structure,
  StructureBranch,
  StructureFunction,
  StructureStatement,
} from './structure.ts'

/**
 * Reads a structure out of the maps of a file coverage, and finds the function around each part.
 * @param content the source, if known
 */
export function readStructure(file: FileCoverageData, content?: string): Structure {
  const lines = content?.split('\n')
  const functions = readFunctions(file, lines)
  const statements = readStatements(file, lines)
  const branches = readBranches(file)
  const parentOf = createFunctionFinder(functions)
  for (const fn of functions) fn.parent = parentOf(fn.decl)
  for (const parts of [statements, branches]) {
    const functionAround = createFunctionFinder(functions)
    for (const part of parts) part.fn = functionAround(part.start)
  }
  let words: SourceWords | undefined
  const parts = { functions, statements, branches }
  return { ...parts, words: () => (words ??= readWords(parts, content ?? '')) }
}

function readFunctions(
  { fnMap }: FileCoverageData,
  lines: readonly string[] | undefined,
): StructureFunction[] {
  const functions: StructureFunction[] = []
  for (const [id, { decl, loc }] of Object.entries(fnMap)) {
    const bodyStart = startOf(loc) ?? startOf(decl)
    if (bodyStart === undefined) continue
    const place = startOf(decl) ?? bodyStart
    const line = lines?.[lineOf(place) - 1] ?? ''
    const column = columnOf(place)
    const text = line.slice(column, column + near)
    functions.push({
      id,
      decl: place,
      head: place - measureHead(line, column),
      isPrivate: privatePattern.test(text),
      isValue: lines && valuePattern.test(text),
      bodyStart,
      bodyEnd: endOf(loc) ?? bodyStart,
      parent: undefined,
    })
  }
  return functions.sort((a, b) => a.decl - b.decl || b.bodyEnd - a.bodyEnd)
}

function readStatements(
  { statementMap }: FileCoverageData,
  lines: readonly string[] | undefined,
): StructureStatement[] {
  const statements: StructureStatement[] = []
  for (const [id, location] of Object.entries(statementMap)) {
    const start = startOf(location)
    if (start === undefined) continue
    const line = lines?.[lineOf(start) - 1] ?? ''
    const { column } = location.start
    statements.push({
      id,
      start,
      end: endOf(location) ?? start,
      fn: undefined,
      keyword: undefined,
      ...(lines && readKeyword(lines, start)),
      isDecorator: line[column - 1] === '@',
      isDeclared: endsWith(line, column, '=') && declarationPattern.test(textBefore(line, column)),
    })
  }
  return statements.sort((a, b) => a.start - b.start || b.end - a.end)
}

function readBranches({ branchMap }: FileCoverageData): StructureBranch[] {
  const branches: StructureBranch[] = []
  for (const [id, { type, loc, locations }] of Object.entries(branchMap)) {
    const start = startOf(loc)
    if (start === undefined) continue
    const arms = locations.map(arm => ({ start: startOf(arm), end: endOf(arm) }))
    branches.push({ id, type, start, end: endOf(loc) ?? start, arms, fn: undefined })
  }
  return branches.sort((a, b) => a.start - b.start || b.end - a.end)
}

/**
 * The keyword of the statement at a place. esbuild has no mapping for the `if` of `else if`: in a structure made of its text, that
 * statement has the place of the brace before. The keyword of any other statement at a closing brace is unknown.
 */
function readKeyword(
  lines: readonly string[],
  place: Place,
): Pick<StructureStatement, 'keyword' | 'keywordAt'> {
  const line = lineOf(place)
  const text = lines[line - 1]?.slice(columnOf(place)) ?? ''
  if (text[0] !== '}') return { keyword: keywordPattern.exec(text)?.[0] ?? '' }
  const next = `${text}\n${lines[line] ?? ''}`
  const before = /^\}\s*else\s+(?=if\b)/.exec(next)?.[0]
  if (before === undefined) return { keyword: undefined }
  const column = before.length - text.length - 1
  const keywordAt = column < 0 ? place + before.length : packPlace(line + 1, column)
  return { keyword: 'if', keywordAt }
}

/** The most characters that are read beside a place: a line may be a megabyte long. */
const near = 200
const valuePattern = /^(?:'[^']*'|"[^"]*"|[\w$]+|\[[^\]]*\])\s*:\s*(?:async\s+)?function\b/
const privatePattern = /^(?:(?:static|async|get|set)\s+)*\*?\s*#/
const declarationPattern = /\b(?:const|let|var)\s+[\w$]+(?:\s*:[^=]*)?\s*=\s*$/
const headPattern = /(?:\basync\s+)?\bfunction\s*\*?\s*$/

/** The length of `async function` or `function*` before the column of a name. */
function measureHead(line: string, column: number): number {
  if (!endsWith(line, column, 'n*')) return 0
  return headPattern.exec(textBefore(line, column))?.[0].length ?? 0
}

/** Whether the last character before a column, blanks left out, is one of some: a quick test before a pattern. */
function endsWith(line: string, column: number, characters: string): boolean {
  let at = column - 1
  while (at > 0 && line[at] === ' ') at--
  return at >= 0 && characters.includes(line[at]!)
}

function textBefore(line: string, column: number): string {
  return line.slice(Math.max(0, column - near), column)
}

/** Makes a function like {@link functionAt} for ascending places: all of them together take one pass over the functions. */
function createFunctionFinder(
  functions: readonly StructureFunction[],
): (place: Place) => StructureFunction | undefined {
  const open: StructureFunction[] = []
  let next = 0
  return place => {
    while (next < functions.length && functions[next]!.decl < place) open.push(functions[next++]!)
    let innermost: StructureFunction | undefined
    for (let i = open.length - 1; i >= 0; i--) {
      if (open[i]!.bodyEnd <= place) open.splice(i, 1)
      else if (innermost === undefined) innermost = open[i]
    }
    return innermost
  }
}
