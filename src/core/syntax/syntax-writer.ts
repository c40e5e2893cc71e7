import { type AnyNode, codeOf } from './children.ts'
import { keywordOf } from './keyword.ts'
import type { Choice, GeneratedArm, Syntax } from './syntax.ts'

/** Writes the parts of a text that carry counts into a {@link Syntax}. Functions are named by their indexes; -1 is the script. */
export class SyntaxWriter {
  readonly syntax: Omit<Syntax, 'flow' | 'earlyEnds' | 'index'> = {
    functions: [],
    statements: [],
    branches: [],
    loops: [],
    folded: new Set(),
    optionalAssignments: new Set(),
    choices: new Map(),
    values: new Map(),
  }
  readonly #indexes = new Map<AnyNode, number>()

  /**
   * @param value the function itself, where `node` is the method or property that has it
   * @param decl start of its name
   * @param parent index of the function around it
   * @returns its index
   */
  addFunction(
    node: AnyNode,
    value: AnyNode,
    decl: number,
    countAt: number,
    parent: number,
    isForwarding: boolean,
  ): number {
    const { body } = value
    const hasBlock = body.type === 'BlockStatement'
    const index = this.syntax.functions.length
    this.syntax.functions.push({
      start: node.start,
      end: node.end,
      decl,
      bodyStart: body.start,
      bodyEnd: body.end,
      hasBlock,
      countAt,
      insideAt: value.start,
      parent,
      isValue: node.type === 'Property' && node.kind === 'init' && !node.method,
      isForwarding,
    })
    this.#indexes.set(value, index)
    return index
  }

  addStatement(node: AnyNode, fn: number, countAt = node.start): void {
    const { start, end, type } = node
    const keyword = keywordOf(type)
    this.syntax.statements.push({ start, end, countAt, ranAt: start, fn, isField: false, keyword })
  }

  /** Adds the value of a class field. @param ranAt where V8 counts how often it ran */
  addField({ start, end, type }: AnyNode, fn: number, ranAt: number): void {
    const keyword = keywordOf(type)
    this.syntax.statements.push({ start, end, countAt: start, ranAt, fn, isField: true, keyword })
  }

  /** @param callee the function that is called with the branch, see {@link GeneratedBranch.callee} */
  addBranch(type: string, { start, end }: AnyNode, arms: Arm[], fn: number, callee?: AnyNode): void {
    const calleeIndex = callee && this.#indexes.get(callee)
    this.syntax.branches.push({ type, start, end, fn, callee: calleeIndex, arms: arms.map(readArm) })
  }

  /** Notes a conditional expression. */
  addChoice(node: AnyNode): void {
    this.syntax.folded.add(node.consequent.start).add(node.alternate.start)
    this.syntax.choices.set(node.start, readChoice(node))
  }

  /** Notes the conditional expressions that are parts of an assignment or a call. */
  addValues({ start }: AnyNode, parts: readonly AnyNode[]): void {
    const chosen = parts.filter(part => part.type === 'ConditionalExpression')
    if (chosen.length > 0) this.syntax.values.set(start, chosen.map(readChoice))
  }
}

function readChoice({ start, test, consequent, alternate }: AnyNode): Choice {
  return {
    start,
    testEnd: test.end,
    arms: [consequent, alternate].map(arm => ({ start: arm.start, end: arm.end })),
  }
}

type Arm = AnyNode | null

function readArm(arm: Arm): GeneratedArm | null {
  if (!arm) return null
  const { start, end, type } = arm
  return {
    start,
    end,
    countAt: codeOf(arm),
    ranAt: arm.ranAt ?? start,
    isEmpty: type === 'SwitchCase' && arm.consequent.length === 0,
    codeAt: arm.codeAt ?? start,
    jumps: arm.jumps === true,
  }
}
