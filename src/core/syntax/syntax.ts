import type { EarlyEnds } from '../counting/early-ends.ts'
import type { OpenRange } from '../counting/open-range.ts'
import type { Flow } from './flow-steps.ts'

/** A function of the text V8 ran. All offsets are UTF-16 units of that text. */
export interface GeneratedFunction {
  start: number
  end: number
  /** Start of its name: its `decl` in a function map. */
  decl: number
  bodyStart: number
  bodyEnd: number
  /** Whether its body is a block. */
  hasBlock: boolean
  /** Offset at which ast-v8-to-istanbul asks for its count. */
  countAt: number
  /** An offset in V8's range of this function, and in none of a function inside it. */
  insideAt: number
  /** Index of the function around it, -1 for the script itself. */
  parent: number
  /** Whether it is the value of a property, not a method: `f: function () {}`. */
  isValue: boolean
  /** Whether it only returns an export: compilers write such functions. */
  isForwarding: boolean
}

/** A statement in the sense of a statement map. */
export interface GeneratedStatement {
  start: number
  end: number
  /** Offset at which ast-v8-to-istanbul asks for its count. */
  countAt: number
  /** Offset at which V8 counts how often it ran. For the value of a static field, this offset is outside of the class. */
  ranAt: number
  /** Whether it is the value of a class field. */
  isField: boolean
  /** Index of the innermost function around it, -1 for the script itself. */
  fn: number
  /** The keyword it begins with, see {@link keywordOf}. */
  keyword: string
}

/** One arm of a branch. */
export interface GeneratedArm {
  start: number
  end: number
  /** Offset at which ast-v8-to-istanbul asks for its count. */
  countAt: number
  /** Offset at which V8 counts how often it ran. In `if (a) b&&c` it is that of `b`: behind it V8's range of `c` begins. */
  ranAt: number
  /** Whether it is a `case` without statements. */
  isEmpty?: boolean
  /** Where its code begins: behind the brace of a block. */
  codeAt: number
  /** Of an `if`: whether it ends with a jump, so that execution never gets from it to the next statement. */
  jumps?: boolean
}

/** A branch in the sense of a branch map; a missing else is `null`. */
export interface GeneratedBranch {
  type: string
  start: number
  end: number
  arms: (GeneratedArm | null)[]
  fn: number
  /** Index of the function whose argument it is: `(function (A) { … })(A || (A = {}))`, a namespace or an enum. */
  callee: number | undefined
}

/** A conditional expression. */
export interface Choice {
  start: number
  testEnd: number
  arms: { start: number; end: number }[]
}

/** Finds parts of a text by their offsets. The sources of a bundle ask for theirs, and none goes through the whole text. */
export interface SyntaxIndex {
  /** Indexes of all functions, by start. */
  functionsByStart: readonly number[]
  /** The branches that begin at an offset. */
  branchesAt(start: number): readonly GeneratedBranch[]
  /** The `if`s and conditional expressions whose test holds an offset, innermost first. */
  testsAround(offset: number): GeneratedBranch[]
}

/** The parts of a text that can carry a count. */
export interface Syntax {
  functions: GeneratedFunction[]
  statements: GeneratedStatement[]
  branches: GeneratedBranch[]
  loops: OpenRange[]
  /** Absent where nobody asked for them. */
  earlyEnds: EarlyEnds | undefined
  /** Starts of the expressions that a minifier makes of statements: parts of sequences, arms and right operands. */
  folded: Set<number>
  /** Starts of `a ||= b`, `a &&= b` and `a ??= b`. */
  optionalAssignments: Set<number>
  /** Conditional expressions by their start. */
  choices: Map<number, Choice>
  /** Conditional expressions that are assigned or passed as arguments, by the start of the assignment or call. */
  values: Map<number, Choice[]>
  /** How often each place was reached; found when first asked for. */
  flow(): Flow
  /** Made when first asked for. */
  index(): SyntaxIndex
}
