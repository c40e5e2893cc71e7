import type { Node } from 'acorn'
import { countAt, negateProbes, type Probe } from '../counting/counter.ts'
import { type AnyNode, codeOf, listChildren } from './children.ts'
import type { Step } from './flow-steps.ts'
import { LoopJumps } from './loop-jumps.ts'
import { findReachByArms, isCallFree, sumArms } from './reach-by-arms.ts'

/** Longest sum of probes, in probes: a longer one costs more than it is worth. */
const longest = 40

type Kind = Pick<Step, 'isOptional' | 'isHead' | 'isStatement' | 'isBlock' | 'isEndless'>

/** Walks a text in the order of its evaluation, and notes the reach of each step. */
export class FlowWalker {
  readonly steps: Step[] = []
  readonly #isEndless: (call: Node) => boolean
  readonly #bodies: Map<number, AnyNode>
  /** Index of the step at hand. */
  #parent = -1
  /** How many `await`s and `yield`s were met in the function at hand. */
  #waits = 0
  /** Of the function at hand. */
  #jumps = new LoopJumps()

  /** @param bodies gets the blocks of all functions, by their starts */
  constructor(isEndless: (call: Node) => boolean, bodies: Map<number, AnyNode>) {
    this.#isEndless = isEndless
    this.#bodies = bodies
  }

  walkScript(program: AnyNode): void {
    this.#walkStatements(program.body, countAt(0))
  }

  /** Adds a step for a node, and runs `work` inside it. */
  #within<Result>(
    { start, end }: Pick<AnyNode, 'start' | 'end'>,
    reach: Probe[] | undefined,
    work: () => Result,
    kind: Kind = {},
  ): Result {
    const around = this.#parent
    this.steps.push({ start, end, parent: around, reach, ...kind })
    this.#parent = this.steps.length - 1
    const result = work()
    this.#parent = around
    return result
  }

  /** @param reach that of the first statement */
  #walkStatements(list: readonly AnyNode[], reach: Probe[]): void {
    let next: Probe[] | undefined = reach
    for (const [i, node] of list.entries()) {
      const own: Probe[] = findReachByArms(node, list[i + 1]) ?? next ?? countAt(node.start)
      const waitsBefore = this.#waits
      next = this.#within(node, own, () => this.#walkStatement(node, own, list[i + 1]), {
        isStatement: true,
      })
      // Behind a statement that waits V8 starts a new range.
      if (this.#waits > waitsBefore) next = undefined
    }
  }

  /** Returns the reach of what stands behind a statement; `undefined` where V8 starts a new range there. */
  #walkStatement(node: AnyNode, reach: Probe[], behind?: AnyNode): Probe[] | undefined {
    switch (node.type) {
      case 'ExpressionStatement':
        return this.#walk(node.expression, reach)
      case 'ReturnStatement':
      case 'ThrowStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
        if (node.argument) this.#walk(node.argument, reach)
        this.#jumps.add(node, reach)
        return []
      case 'IfStatement':
        this.#walk(node.test, reach, sumArms(node, behind))
        this.#walkBody(node.consequent)
        if (node.alternate) this.#walkBody(node.alternate)
        return undefined
      case 'SwitchStatement':
        this.#walk(node.discriminant, reach)
        this.#jumps.within('switch', () => {
          for (const { consequent } of node.cases)
            if (consequent.length > 0) this.#walkStatements(consequent, countAt(consequent[0].start))
        })
        return undefined
      case 'TryStatement':
        this.#jumps.within(node.handler ? 'caught' : 'try', () =>
          this.#walkStatements(node.block.body, reach),
        )
        if (node.handler) this.#walkBody(node.handler.body)
        if (node.finalizer) this.#walkBody(node.finalizer)
        return undefined
      case 'BlockStatement':
        this.#walkStatements(node.body, reach)
        return undefined
      case 'LabeledStatement':
        this.#jumps.within('label', () => this.#walkStatement(node.body, reach), node.label.name)
        return undefined
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'WithStatement':
        this.#walkLoop(node, reach)
        return undefined
      default:
        return this.#walk(node, reach)
    }
  }

  #walkDeclaration({ declarations }: AnyNode, reach: Probe[]): Probe[] {
    let next = reach
    for (const declarator of declarations) {
      const own = findReachByArms(declarator) ?? next
      next = this.#within(declarator, own, () => this.#walkParts(declarator, own))
    }
    return next
  }

  #walkLoop({ type, init, left, right, object, test, update, body }: AnyNode, reach: Probe[]): void {
    const next = init ? this.#walk(init, reach) : reach
    // Evaluated once.
    for (const part of [left, right, object]) if (part) this.#walk(part, reach)
    const isEndless = type === 'ForStatement' && !test
    const jumps = this.#jumps.within('loop', () => this.#walkBody(body, isEndless))
    // V8 counts tests and updates as the code around the loop.
    const again = [...countAt(codeOf(body)), ...jumps]
    if (test)
      this.#walkCounted(test, { isHead: true }, type === 'DoWhileStatement' ? again : [...next, ...again])
    if (update) this.#walkCounted(update, { isHead: true }, again)
  }

  /** The body of a loop, an arm of an `if`, the block of a function: V8 has a range for it. */
  #walkBody(node: AnyNode, isEndless = false): void {
    const isBlock = node.type === 'BlockStatement'
    const reach = countAt(codeOf(node))
    const work = () => {
      if (isBlock) this.#walkStatements(node.body, reach)
      else this.#walkStatement(node, reach)
    }
    this.#within(node, reach, work, { isOptional: true, isStatement: true, isBlock, isEndless })
  }

  /** An expression that is reached as often as V8 counts where it begins, or as a sum tells; returns the reach behind it. */
  #walkCounted(node: AnyNode, kind: Kind = {}, sum = countAt(node.start)): Probe[] {
    const own = sum.length < longest ? sum : countAt(node.start)
    return this.#within(node, own, () => this.#walk(node, own), kind)
  }

  /**
   * Returns the reach of what stands behind an expression.
   * @param lastReach that of its last part, if what stands behind tells it
   */
  #walk(node: AnyNode, reach: Probe[], lastReach?: Probe[]): Probe[] {
    switch (node.type) {
      case 'VariableDeclaration':
        return this.#walkDeclaration(node, reach)
      case 'SequenceExpression':
        return this.#walkSequence(node.expressions, reach, lastReach)
      case 'LogicalExpression':
        return this.#walkOptional([node.right], this.#walk(node.left, reach))
      case 'ConditionalExpression':
        return this.#walkOptional([node.consequent, node.alternate], this.#walk(node.test, reach))
      case 'CallExpression': {
        const next = this.#walkParts(node, reach)
        return this.#isEndless(node) ? [] : next
      }
      case 'AwaitExpression':
      case 'YieldExpression':
        if (node.argument) this.#walk(node.argument, reach)
        this.#waits++
        return countAt(node.end)
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
        this.#walkFunction(node)
        return reach
      case 'ClassBody':
        return this.#within(node, undefined, () => this.#walkParts(node, reach))
      case 'PropertyDefinition':
        this.#walkField(node, reach)
        return reach
      case 'StaticBlock':
        this.#walkStatements(node.body, reach)
        return reach
      default:
        return this.#walkParts(node, reach)
    }
  }

  #walkSequence(expressions: readonly AnyNode[], reach: Probe[], lastReach: Probe[] | undefined): Probe[] {
    const reaches = expressions.map(part => findReachByArms(part))
    reaches[expressions.length - 1] ??= lastReach
    // A part that cannot throw was reached as often as the next one.
    for (let i = expressions.length - 2; i >= 0; i--)
      if (isCallFree(expressions[i]!)) reaches[i] ??= reaches[i + 1]
    let next = reach
    for (const [i, part] of expressions.entries()) {
      const own = reaches[i] ?? next
      next = this.#within(part, own, () => this.#walk(part, own))
    }
    return next
  }

  /** Operands or arms. The reach behind them is the reach before them, less the entries of an operand that did not get to its end. */
  #walkOptional(parts: readonly AnyNode[], reach: Probe[]): Probe[] {
    let next = reach
    for (const part of parts) {
      const own = countAt(part.start)
      const behind = this.#within(part, own, () => this.#walk(part, own), { isOptional: true })
      if (behind !== own && next.length < longest) next = [...next, ...negateProbes(own), ...behind]
    }
    return next
  }

  #walkField({ computed, key, value, static: isStatic }: AnyNode, reach: Probe[]): void {
    if (computed) this.#walk(key, reach)
    if (!value) return
    // A static field runs with the class, whatever V8 counts there (Node 22: the instances).
    const own = isStatic ? reach : countAt(value.start)
    this.#within(value, own, () => this.#walk(value, own))
  }

  #walkFunction({ start, body, params }: AnyNode): void {
    const waitsAround = this.#waits
    const jumpsAround = this.#jumps
    this.#jumps = new LoopJumps()
    if (params.length > 0) {
      const inside = countAt(body.start + 1)
      // `a` of `a => b` begins where the function does: that place belongs to the function.
      const from = params[0].start === start ? start + 1 : params[0].start
      this.#within({ start: from, end: body.start }, inside, () => {
        for (const param of params) this.#walk(param, inside)
      })
    }
    if (body.type === 'BlockStatement') {
      this.#bodies.set(body.start, body)
      this.#walkBody(body)
    } else this.#walkCounted(body, { isOptional: true })
    this.#waits = waitsAround
    this.#jumps = jumpsAround
  }

  /** The children of a node, one after the other. */
  #walkParts(node: AnyNode, reach: Probe[]): Probe[] {
    let next = reach
    for (const part of listChildren(node))
      next = part.type.endsWith('Statement')
        ? (this.#walkStatement(part, next) ?? next)
        : this.#walk(part, next)
    return next
  }
}
