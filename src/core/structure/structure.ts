import { countWhile } from '../lower-bound.ts'
import type { Place } from '../texts/place.ts'

/** A function of a file's structure. */
export interface StructureFunction {
  id: string
  /** Start of its name, or of the function if it has none. */
  decl: Place
  /** Start of `async function` before the name; `decl` if there is no keyword, or the source is unknown. */
  head: Place
  bodyStart: Place
  bodyEnd: Place
  /** Whether it is the value of a property, not a method: `f: function () {}`; `undefined` if the source is unknown. */
  isValue: boolean | undefined
  /** Whether it is a private method: `#f() {}`. */
  isPrivate: boolean
  /** The innermost function around it. */
  parent: StructureFunction | undefined
}

/** A statement of a file's structure. */
export interface StructureStatement {
  id: string
  start: Place
  end: Place
  /** The innermost function around it. */
  fn: StructureFunction | undefined
  /** The keyword it begins with (`if`, `return` …); empty for an expression or a value, `undefined` if the source is unknown. */
  keyword: string | undefined
  /** Where the keyword stands, if a coarse source map has put `start` before it. */
  keywordAt?: Place
  /** Whether it is the value in a `const`, `let` or `var`. */
  isDeclared: boolean
  /** Whether it is a decorator. */
  isDecorator: boolean
}

/** A branch of a file's structure. */
export interface StructureBranch {
  id: string
  type: string
  start: Place
  end: Place
  /** Start and end are `undefined` for a missing `else`. */
  arms: { start: Place | undefined; end: Place | undefined }[]
  /** The innermost function around it. */
  fn: StructureFunction | undefined
}

/** The structure of one file. All lists are sorted by start, outer parts first. */
export interface Structure {
  functions: StructureFunction[]
  statements: StructureStatement[]
  branches: StructureBranch[]
  /** Words of the source that the maps do not hold; read when first asked for, none if the source is unknown. */
  words(): SourceWords
}

/** Words of a source that its structure does not hold. `hasChoice` and `hasWait` look from the start of a statement to that of `next`. */
export interface SourceWords {
  /** Starts of `catch` and `finally` and ends of the heads of `for`s, sorted. */
  clauses: readonly Place[]
  /** Whether a statement holds `?:`, `&&`, `||`, `??` or `?.`: behind it V8 goes back to the range of the list. */
  hasChoice(statement: StructureStatement, next: { start: Place }): boolean
  /** Whether a statement holds `await` or `yield`: V8 starts a new range behind it. */
  hasWait(statement: StructureStatement, next: { start: Place }): boolean
}

/**
 * The innermost function around a place. A function reaches from `decl` to the end of its body; a statement that begins at `decl`
 * (`const f = () => x`) is outside.
 * @param functions sorted by start
 */
export function functionAt(
  functions: readonly StructureFunction[],
  place: Place,
): StructureFunction | undefined {
  let fn = functions[countWhile(functions.length, i => functions[i]!.decl < place) - 1]
  while (fn && fn.bodyEnd <= place) fn = fn.parent
  return fn
}

/** Whether a branch is the `A || (A = {})` of a namespace: all its operands have the place of the branch. */
export function isNamespace({ type, arms, start }: StructureBranch): boolean {
  return type === 'binary-expr' && arms.every(arm => arm.start === start)
}

/** Upper bound of the end of an `if`'s test: where the first statement inside the `if` begins, else the end of the `if`. */
export function endOfTest(statements: readonly StructureStatement[], index: number): Place {
  const { fn, end } = statements[index]!
  for (let i = index + 1; i < statements.length && statements[i]!.start < end; i++)
    if (statements[i]!.fn === fn) return statements[i]!.start
  return end
}
