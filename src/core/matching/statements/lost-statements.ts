import { countAt, negateProbes, type Probe } from '../../counting/counter.ts'
import type { Blocks } from '../../structure/blocks.ts'
import type { StructureStatement } from '../../structure/structure.ts'
import { isJump } from '../../syntax/keyword.ts'
import type { FunctionMatches } from '../functions/function-matches.ts'
import type { SourceOfText, StatementProbes } from '../source.ts'

/** Input of the rules for a lost statement. */
interface Known {
  blocks: Blocks
  source: SourceOfText
  functions: FunctionMatches
  probes: StatementProbes
  /** How often a statement was reached, by the flow of the text. */
  reachOf(statement: StructureStatement): Probe[] | undefined
}

/** Returns the probes that stand for a statement; `undefined` where the rule does not hold. */
type Rule = (statement: StructureStatement, known: Known) => Probe[] | undefined

/** The first rule that holds decides. */
const rules: readonly Rule[] = [
  asDecorator,
  asExpressionAround,
  asEndOfFunction,
  asNearestSibling,
  asRestOfIf,
  asFunctionAround,
  asModule,
]

/**
 * Gives probes to statements that left no trace in the text, by what is around them. In a function that is not in the text they
 * have none: they never ran.
 */
export function fillLostStatements(
  lost: readonly StructureStatement[],
  blocks: Blocks,
  source: SourceOfText,
  functions: FunctionMatches,
  probes: StatementProbes,
  reachOf: Known['reachOf'],
): void {
  const known = { blocks, source, functions, probes, reachOf }
  const filled = new Map<StructureStatement, Probe[]>()
  for (const statement of lost) {
    if (statement.fn && functions.generatedFor(statement.fn).length === 0) continue
    for (const rule of rules) {
      const found = rule(statement, known)
      if (!found) continue
      filled.set(statement, found)
      break
    }
  }
  for (const [statement, found] of filled) probes.set(statement, found)
}

/** swc maps nothing of a method's decorators: they run with the code around the class, not with the method. */
function asDecorator(statement: StructureStatement, { functions, source }: Known): Probe[] | undefined {
  if (!statement.isDecorator) return undefined
  const { fn, start } = statement
  const around = fn && start < fn.bodyStart ? fn.parent : fn
  return around ? functions.probesFor(around, source.counting) : countAt(0)
}

/** swc maps nothing of a class's decorators: they run with the statement that the class stands in. */
function asExpressionAround(statement: StructureStatement, { blocks, probes }: Known): Probe[] | undefined {
  const around = blocks.parentOf(statement)
  return around?.keyword === '' ? notEmpty(probes.get(around)!) : undefined
}

/** Minifiers leave out a `return` at the end of a function: it ran as often as the end was reached. */
function asEndOfFunction(statement: StructureStatement, { blocks, functions }: Known): Probe[] | undefined {
  if (statement.keyword !== 'return' || !statement.fn) return undefined
  if (blocks.parentOf(statement) || blocks.nextOf(statement)) return undefined
  const ends = functions.generatedFor(statement.fn).map(index => functions.fallThroughOf(index))
  return ends.every(end => end !== undefined) ? ends.flat() : undefined
}

/** A statement that was folded into its neighbours ran as often as they. */
function asNearestSibling(statement: StructureStatement, { blocks, probes }: Known): Probe[] | undefined {
  const nearest = blocks.siblingsOf(statement).find(sibling => probes.get(sibling)!.length > 0)
  return nearest && probes.get(nearest)
}

/** `if (a) return; b()` became `a || b()`: the `return` gets the reach of the `if` less the count of `b()`. */
function asRestOfIf(statement: StructureStatement, { blocks, probes, reachOf }: Known): Probe[] | undefined {
  const parent = blocks.parentOf(statement)
  if (parent?.keyword !== 'if' || !isJump(statement.keyword)) return undefined
  const behind = blocks.nextOf(parent)
  // The count of the `if` may be that of the whole list.
  const whole = reachOf(parent) ?? notEmpty(probes.get(parent)!)
  const rest = behind && notEmpty(probes.get(behind)!)
  return whole && rest && [...whole, ...negateProbes(rest)]
}

/** swc maps nothing inside an enum: a statement directly in a function ran as often as the function. */
function asFunctionAround(
  statement: StructureStatement,
  { blocks, functions, source }: Known,
): Probe[] | undefined {
  if (!statement.fn || blocks.parentOf(statement)) return undefined
  return functions.probesFor(statement.fn, source.counting)
}

/** Of a module `const f = () => …`, a minifier leaves only the body of `f`, where it was called. The statement ran with the module. */
function asModule(statement: StructureStatement, { blocks, source, functions }: Known): Probe[] | undefined {
  if (blocks.parentOf(statement)) return undefined
  const [offset] = source.mapper.reverse(source.index).offsets
  if (offset === undefined) return undefined
  const wrapper = source.syntax.functions[functions.wrapperAt(offset)]
  return wrapper ? [{ offset: wrapper.insideAt, inclusive: true, sign: 1 }] : countAt(0)
}

function notEmpty(probes: Probe[]): Probe[] | undefined {
  return probes.length > 0 ? probes : undefined
}
