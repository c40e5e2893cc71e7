import type { FileCoverageData } from '../coverage-map.ts'
import { keywordPattern } from '../syntax/keyword.ts'
import { columnOf, endOf, lineOf, type Place, startOf } from '../texts/place.ts'
import { findClauses } from './clauses.ts'

/** A function of a file's structure. */
export interface StructureFunction {
  id: string
  decl: Place
  /** Where the words before its name begin: `async function`. The same as `decl` where there are none, or the text is unknown. */
  head: Place
  bodyStart: Place
  bodyEnd: Place
  /** It is the value of a property, and no method: `f: function () {}`; `undefined` if the text is unknown. */
  isValue: boolean | undefined
  /** It is a private method: `#f() {}`. */
  isPrivate: boolean
  /** The innermost function around it. */
  parent: StructureFunction | undefined
}

/** A statement of a file's structure. */
export interface StructureStatement {
  id: string
  start: Place
  end: Place
  fn: StructureFunction | undefined
  /** The keyword it begins with in the original (`if`, `return` …); empty for an expression, `undefined` if the text is unknown. */
  keyword: string | undefined
  /** It is what a variable is declared with. */
  isDeclared: boolean
}

/** A branch of a file's structure; the start of an arm is `undefined` for an implicit else. */
export interface StructureBranch {
  id: string
  type: string
  start: Place
  end: Place
  arms: { start: Place | undefined; end: Place | undefined }[]
  fn: StructureFunction | undefined
}

/** The structure of one file, with each part knowing the function it belongs to. */
export interface Structure {
  functions: StructureFunction[]
  /** Sorted by start, outer ones first. */
  statements: StructureStatement[]
  branches: StructureBranch[]
  /** Where parts of statements begin that do not follow each other, see {@link findClauses}; none where the text is unknown. */
  clauses: Place[]
}

/** Reads a file coverage's maps into places and finds the function around each part; `content` is the original text. */
export function readStructure(file: FileCoverageData, content?: string): Structure {
  const lines = content === undefined ? undefined : content.split('\n')
  const functions: StructureFunction[] = []
  for (const id in file.fnMap) {
    const { decl, loc } = file.fnMap[id]!
    const bodyStart = startOf(loc) ?? startOf(decl)
    if (bodyStart === undefined) continue
    const place = startOf(decl) ?? bodyStart
    const line = lines?.[lineOf(place) - 1] ?? ''
    const behind = line.slice(columnOf(place), columnOf(place) + near)
    functions.push({
      id,
      decl: place,
      head:
        place - (endsWith(line, columnOf(place), 'n*') ? measureHead(textBefore(line, columnOf(place))) : 0),
      isPrivate: privatePattern.test(behind),
      isValue: lines && valuePattern.test(behind),
      bodyStart,
      bodyEnd: endOf(loc) ?? bodyStart,
      parent: undefined,
    })
  }
  functions.sort((a, b) => a.decl - b.decl || b.bodyEnd - a.bodyEnd)

  const statements: StructureStatement[] = []
  for (const id in file.statementMap) {
    const location = file.statementMap[id]!
    const start = startOf(location)
    if (start === undefined) continue
    const { line, column } = location.start
    const text = lines?.[line - 1] ?? ''
    const keyword = lines && (keywordPattern.exec(text.slice(column))?.[0] ?? '')
    const isDeclared = endsWith(text, column, '=') && declarationPattern.test(textBefore(text, column))
    statements.push({ id, start, end: endOf(location) ?? start, fn: undefined, keyword, isDeclared })
  }
  statements.sort((a, b) => a.start - b.start || b.end - a.end)

  const branches: StructureBranch[] = []
  for (const id in file.branchMap) {
    const { type, loc, locations } = file.branchMap[id]!
    const start = startOf(loc)
    if (start === undefined) continue
    const arms = locations.map(arm => ({ start: startOf(arm), end: endOf(arm) }))
    branches.push({ id, type, start, end: endOf(loc) ?? start, arms, fn: undefined })
  }
  branches.sort((a, b) => a.start - b.start || b.end - a.end)

  const parentOf = followFunctions(functions)
  for (const f of functions) f.parent = parentOf(f.decl)
  for (const parts of [statements, branches]) {
    const functionAround = followFunctions(functions)
    for (const part of parts) part.fn = functionAround(part.start)
  }
  const loops = statements.filter(({ keyword }) => keyword === 'for').map(({ start }) => start)
  return { functions, statements, branches, clauses: findClauses(lines ?? [], loops) }
}

/** How far is looked, at most: a line may be a megabyte long. */
const near = 200

/** Whether the last sign before a column is one of these. */
function endsWith(line: string, column: number, signs: string): boolean {
  let at = column - 1
  while (at > 0 && line[at] === ' ') at--
  return at >= 0 && signs.includes(line[at]!)
}

function textBefore(line: string, column: number): string {
  return line.slice(Math.max(0, column - near), column)
}

const valuePattern = /^(?:'[^']*'|"[^"]*"|[\w$]+|\[[^\]]*\])\s*:\s*(?:async\s+)?function\b/
const privatePattern = /^(?:(?:static|async|get|set)\s+)*\*?\s*#/
const declarationPattern = /\b(?:const|let|var)\s+[\w$]+(?:\s*:[^=]*)?\s*=\s*$/

/** How long the words are that a function begins with, at the end of what stands before its name. */
function measureHead(before: string): number {
  return /(?:\basync\s+)?\bfunction\s*\*?\s*$/.exec(before)?.[0].length ?? 0
}

/**
 * Returns what finds the innermost function around a place, in one sweep: each place it is given must not lie before the last.
 * A function reaches from its `decl` to its body's end; what begins WITH a function (`const f = () => x`) is not inside it.
 */
function followFunctions(
  functions: readonly StructureFunction[],
): (start: Place) => StructureFunction | undefined {
  const open: StructureFunction[] = []
  let next = 0
  return start => {
    while (next < functions.length && functions[next]!.decl < start) open.push(functions[next++]!)
    let innermost: StructureFunction | undefined
    for (let i = open.length - 1; i >= 0; i--) {
      if (open[i]!.bodyEnd <= start) open.splice(i, 1)
      else if (innermost === undefined) innermost = open[i]
    }
    return innermost
  }
}

/** The innermost function around a place; they are sorted by their starts. */
export function functionAt(
  functions: readonly StructureFunction[],
  place: Place,
): StructureFunction | undefined {
  let low = 0
  let high = functions.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (functions[middle]!.decl < place) low = middle + 1
    else high = middle
  }
  let fn = functions[low - 1]
  while (fn && fn.bodyEnd <= place) fn = fn.parent
  return fn
}

/** The end of an `if`'s test, at most: where the first statement inside the `if` begins, else the end of the `if`. */
export function endOfTest(statements: readonly StructureStatement[], index: number): Place {
  const { fn, end } = statements[index]!
  for (let i = index + 1; i < statements.length && statements[i]!.start < end; i++)
    if (statements[i]!.fn === fn) return statements[i]!.start
  return end
}
