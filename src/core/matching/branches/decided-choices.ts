import type { Probe } from '../../counting/counter.ts'
import type { StructureBranch } from '../../structure/structure.ts'
import { columnOf, lineOf, type Place } from '../../texts/place.ts'
import { TextLines } from '../../texts/text-lines.ts'
import { countFunction } from '../count-function.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { PlaceFinder } from '../place-finder.ts'
import type { SourceOfText } from '../source.ts'
import type { MatchedStatements } from '../statements/match-statements.ts'
import { findStatementsAround } from './statements-around.ts'

/**
 * Counts the operands and arms that left no trace in a text, because the minifier knew the result:
 *
 *     const isOld = false          // the text has `2` where the source has `isOld ? 1 : size`
 *     isOld ? 1 : 2                // the second arm ran as often as the statement
 *     isOld || n > 2               // the first operand did, too
 *
 * Where neither arm is in the text and the test is not a known constant, both have the count of the statement: too high for one of
 * them, but what ran is not 0.
 */
export function countDecidedChoices(
  source: SourceOfText,
  functions: FunctionMatches,
  finder: PlaceFinder,
  { probes }: MatchedStatements,
  found: Map<StructureBranch, Probe[][]>,
): void {
  // A text without a source map is its own source: no minifier changed it.
  if (source.mapper.offsetAt) return
  const { branches, statements } = source.structure
  const isOpen = ({ type, arms }: StructureBranch, own: Probe[][]) =>
    type === 'cond-expr'
      ? arms.every((_, i) => own[i]!.length === 0)
      : type === 'binary-expr' && own[0]!.length === 0
  const open = new Set(branches.filter(branch => isOpen(branch, found.get(branch)!)))
  if (open.size === 0) return
  const statementOf = findStatementsAround(branches, statements)
  const constants = new Constants(source.content ?? '')
  let around: StructureBranch[] = []
  for (const branch of branches) {
    around = around.filter(({ end }) => end > branch.start)
    if (open.has(branch)) {
      const statement = statementOf.get(branch)
      const whole = isNamespace(branch)
        ? countFunction(branch.fn!, source, functions, finder).probes
        : (findArmAround(branch, around, found) ?? (statement && probes.get(statement)!))
      const own = found.get(branch)!
      if (whole && whole.length > 0) {
        if (branch.type === 'binary-expr') countOperands(own, whole)
        else countArms(own, whole, constants.isTrue(branch))
      }
    }
    around.push(branch)
  }
}

/** The `A || (A = {})` of a namespace, which the structure has at the end of it. */
function isNamespace({ type, start, arms, fn }: StructureBranch): boolean {
  return type === 'binary-expr' && fn !== undefined && arms.every(arm => arm.start === start)
}

function countOperands(own: Probe[][], whole: Probe[]): void {
  const isGone = own.every(probes => probes.length === 0)
  for (const i of own.keys()) if (i === 0 || isGone) own[i] = whole
}

function countArms(own: Probe[][], whole: Probe[], isTrue: boolean | undefined): void {
  for (const i of own.keys()) if (isTrue === undefined || isTrue === (i === 0)) own[i] = whole
}

/** The probes of the innermost operand or arm around a branch for which V8 has a range. */
function findArmAround(
  branch: StructureBranch,
  around: readonly StructureBranch[],
  found: ReadonlyMap<StructureBranch, Probe[][]>,
): Probe[] | undefined {
  const holds = ({ start, end }: StructureBranch['arms'][number]) =>
    start !== undefined && start <= branch.start && branch.end <= end!
  for (const outer of around.toReversed()) {
    if (outer.fn !== branch.fn || !/^(?:binary-expr|cond-expr|default-arg)$/.test(outer.type)) continue
    const arm = outer.arms.findIndex(holds)
    if (arm > 0 || (arm === 0 && outer.type !== 'binary-expr')) return found.get(outer)![arm]
  }
  return undefined
}

const declaration =
  /\bconst\s+([\w$]+)\s*(?::[^=;\n]+)?=\s*(true|false|null|undefined|\d[\d_.]*|(['"`])[^'"`\n]*\3)\s*(?:as\s+const\s*)?(?=[;\n,]|$)/g
const condition = /^(!*)\(?\s*([\w$]+)\s*\)?\s*\?/
const isFalse = /^(?:false|null|undefined|0(?:\.0*)?|(['"`])\1)$/

/** The constants of a source that have a literal value. */
class Constants {
  readonly #content: string
  #values: Map<string, string | undefined> | undefined
  #lines: TextLines | undefined

  constructor(content: string) {
    this.#content = content
  }

  /** Whether the test of a conditional expression is true; `undefined` where that is not constant. */
  isTrue({ start }: StructureBranch): boolean | undefined {
    const match = condition.exec(this.#textAt(start))
    const value = match && (this.#find(match[2]!) ?? literalOf(match[2]!))
    if (value == null) return undefined
    return !isFalse.test(value) === (match![1]!.length % 2 === 0)
  }

  #find(name: string): string | undefined {
    this.#values ??= readConstants(this.#content)
    return this.#values.get(name)
  }

  #textAt(place: Place): string {
    this.#lines ??= new TextLines(this.#content)
    const offset = this.#lines.offsetAt(lineOf(place) - 1, columnOf(place)) ?? this.#content.length
    return this.#content.slice(offset, offset + 200)
  }
}

/** The literals of all `const`s by name; `undefined` for a name that has several. */
function readConstants(content: string): Map<string, string | undefined> {
  const values = new Map<string, string | undefined>()
  for (const [, name, value] of content.matchAll(declaration))
    values.set(name!, values.has(name!) && values.get(name!) !== value ? undefined : value)
  return values
}

function literalOf(word: string): string | undefined {
  return /^(?:true|false|null|undefined|\d+)$/.test(word) ? word : undefined
}
