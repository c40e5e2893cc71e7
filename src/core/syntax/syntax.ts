import type { Probe } from '../counting/counter.ts'
import type { OpenRange } from '../counting/open-range.ts'
import type { Flow } from './flow-steps.ts'

/** A function of the text V8 ran. All offsets are UTF-16 units of that text. */
export interface GeneratedFunction {
  start: number
  end: number
  /** Start of the part that names it: its `decl` in a function map. */
  decl: number
  bodyStart: number
  bodyEnd: number
  /** Whether its body stands in braces. */
  hasBlock: boolean
  /** Where ast-v8-to-istanbul asks for its count. */
  countAt: number
  /** An offset that is surely within V8's range of this function and of no inner one. */
  insideAt: number
  /** Index of the function around it, -1 for the script itself. */
  parent: number
  /** It is the value of a property, and no method. */
  isValue: boolean
  /** It hands on an export: most likely a compiler's. */
  isForwarding: boolean
  /** How often its end was reached without a `return`, see {@link findFallThrough}. */
  fallThrough: Probe[] | undefined
}

/** A statement in the sense of a statement map. */
export interface GeneratedStatement {
  start: number
  end: number
  countAt: number
  /** Where V8 counts how often it ran: for a static field's value that is around the class, whatever V8 says of its fields. */
  ranAt: number
  /** It is the value of a class field. */
  isField: boolean
  /** Index of the innermost function around it, -1 for the script itself. */
  fn: number
  /** The word it begins with, see {@link keywordOf}. */
  keyword: string
}

/** One arm of a branch. */
export interface GeneratedArm {
  start: number
  end: number
  countAt: number
  /** Of a `case`: it holds no statement. */
  isEmpty?: boolean
}

/** A branch in the sense of a branch map; a missing else is `null`. */
export interface GeneratedBranch {
  type: string
  start: number
  end: number
  arms: (GeneratedArm | null)[]
  fn: number
  /** Index of the function that is called with it: `(function (A) { … })(A || (A = {}))`, a namespace or an enum. */
  callee: number | undefined
}

/** A conditional expression. */
export interface Choice {
  start: number
  testEnd: number
  arms: { start: number; end: number }[]
}

/** Everything in a text that can carry a count. */
export interface Syntax {
  functions: GeneratedFunction[]
  statements: GeneratedStatement[]
  branches: GeneratedBranch[]
  loops: OpenRange[]
  /** Starts of expressions where a minifier puts former statements: in sequences, arms and operands. */
  folded: Set<number>
  /** Conditional expressions by their start. */
  choices: Map<number, Choice>
  /** Conditional expressions that are assigned, or are an argument, by the start of the assignment or call. */
  values: Map<number, Choice[]>
  /** How often each place was reached; made when it is first asked for. */
  flow(): Flow
}
