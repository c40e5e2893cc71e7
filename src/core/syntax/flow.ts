import type { Node } from 'acorn'
import { countAt, negateProbes, type Probe } from '../counting/counter.ts'
import { type AnyNode, listChildren } from './children.ts'
import { findEndless } from './endless.ts'
import { findBelow, isPlain, sumArms } from './flow-below.ts'
import { createFlow, type Flow, type Step } from './flow-steps.ts'

/** Longer sums are not worth their while. */
const most = 40

/**
 * Follows the control flow of a text from one place that V8 surely counts to the next. V8 (Node 20–26) counts functions, arms,
 * right operands and what stands behind a statement with a body. It does not count what stands behind an expression: the range
 * that begins behind a `return` ends at the next `&&` or `?:`, and what follows is given the count of the whole block. What a
 * minifier made one sequence of is therefore counted where the sequence begins, less the operands that never return.
 */
export function readFlow(program: Node): Flow {
  try {
    return createFlow(findSteps(program))
  } catch (error) {
    // Thousands of operands in one another are more than the stack holds; then V8's own numbers have to do.
    if (error instanceof RangeError) return createFlow([])
    throw error
  }
}

function findSteps(program: Node): Step[] {
  const steps: Step[] = []
  const isEndless = findEndless(program)
  let parent = -1
  /** How many `await`s and `yield`s were met. */
  let waits = 0

  const within = <Result>(
    node: AnyNode,
    reach: Probe[] | undefined,
    work: () => Result,
    kind: Pick<Step, 'isOptional' | 'isStatement' | 'isBlock'> = {},
  ): Result => {
    const around = parent
    steps.push({ start: node.start, end: node.end, parent, reach, ...kind })
    parent = steps.length - 1
    const result = work()
    parent = around
    return result
  }

  /** A list of statements; `reach` is how often the first one is reached. */
  const walkStatements = (list: readonly AnyNode[], reach: Probe[]): void => {
    let next: Probe[] | undefined = reach
    for (const [i, node] of list.entries()) {
      const own: Probe[] = findBelow(node, list[i + 1]) ?? next ?? countAt(node.start)
      const waited = waits
      next = within(node, own, () => walkStatement(node, own, list[i + 1]), { isStatement: true })
      // Behind a statement that waits V8 counts anew.
      if (waits > waited) next = undefined
    }
  }

  /** One statement; returns how often what is behind it is reached, `undefined` where V8 counts anew. */
  const walkStatement = (node: AnyNode, reach: Probe[], behind?: AnyNode): Probe[] | undefined => {
    switch (node.type) {
      case 'ExpressionStatement':
        return walk(node.expression, reach)
      case 'VariableDeclaration': {
        let next = reach
        for (const declarator of node.declarations) {
          const own = findBelow(declarator) ?? next
          next = within(declarator, own, () => walkParts(declarator, own))
        }
        return next
      }
      case 'ReturnStatement':
      case 'ThrowStatement':
        if (node.argument) walk(node.argument, reach)
        return []
      case 'BreakStatement':
      case 'ContinueStatement':
        return []
      case 'IfStatement':
        walk(node.test, reach, sumArms(node, behind))
        walkBody(node.consequent)
        if (node.alternate) walkBody(node.alternate)
        return undefined
      case 'SwitchStatement':
        walk(node.discriminant, reach)
        for (const { consequent } of node.cases)
          if (consequent.length > 0) walkStatements(consequent, countAt(consequent[0].start))
        return undefined
      case 'TryStatement':
        walkStatements(node.block.body, reach)
        if (node.handler) walkBody(node.handler.body)
        if (node.finalizer) walkBody(node.finalizer)
        return undefined
      case 'BlockStatement':
        walkStatements(node.body, reach)
        return undefined
      case 'LabeledStatement':
        walkStatement(node.body, reach)
        return undefined
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'WithStatement': {
        const { body, ...head } = node
        if (node.init?.type === 'VariableDeclaration') walkStatement(node.init, reach)
        else if (node.init) walk(node.init, reach)
        for (const key of ['left', 'right', 'object']) if (head[key]) walk(head[key], reach)
        for (const key of ['test', 'update'])
          if (head[key])
            within(head[key], countAt(head[key].start), () => walk(head[key], countAt(head[key].start)))
        walkBody(body)
        return undefined
      }
      default:
        return walk(node, reach)
    }
  }

  /** What V8 counts by itself: the body of a loop, an arm of an `if`, a function's block. */
  const walkBody = (node: AnyNode): void => {
    const isBlock = node.type === 'BlockStatement'
    const reach = countAt(isBlock ? node.start + 1 : node.start)
    within(
      node,
      reach,
      () => (isBlock ? walkStatements(node.body, reach) : void walkStatement(node, reach)),
      { isOptional: true, isStatement: true, isBlock },
    )
  }

  /** One expression; returns how often what is behind it is reached. `below` is what is known of its last part from behind. */
  const walk = (node: AnyNode, reach: Probe[], below?: Probe[]): Probe[] => {
    switch (node.type) {
      case 'SequenceExpression': {
        const { expressions } = node as unknown as { expressions: AnyNode[] }
        const reaches = expressions.map(part => findBelow(part))
        reaches[expressions.length - 1] ??= below
        // What cannot leave was reached as often as what is behind it.
        for (let i = expressions.length - 2; i >= 0; i--)
          if (isPlain(expressions[i]!)) reaches[i] ??= reaches[i + 1]
        let next = reach
        expressions.forEach((part, i) => {
          const own = reaches[i] ?? next
          next = within(part, own, () => walk(part, own))
        })
        return next
      }
      case 'LogicalExpression': {
        const next = walk(node.left, reach)
        return takeAway(next, [node.right])
      }
      case 'ConditionalExpression': {
        const next = walk(node.test, reach)
        return takeAway(next, [node.consequent, node.alternate])
      }
      case 'CallExpression': {
        const next = walkParts(node, reach)
        return isEndless(node) ? [] : next
      }
      case 'AwaitExpression':
      case 'YieldExpression':
        if (node.argument) walk(node.argument, reach)
        waits++
        return countAt(node.end)
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'FunctionDeclaration':
        walkFunction(node)
        return reach
      case 'ClassBody':
        return within(node, undefined, () => walkParts(node, reach))
      case 'PropertyDefinition': {
        if (node.computed) walk(node.key, reach)
        const { value } = node
        // A static one runs with the class, whatever V8 counts there (Node 22: what its instances count).
        const own = node.static ? reach : value && countAt(value.start)
        if (value) within(value, own, () => walk(value, own))
        return reach
      }
      case 'StaticBlock':
        walkStatements(node.body, reach)
        return reach
      default:
        return walkParts(node, reach)
    }
  }

  /** Operands that V8 counts; returns how often what is behind them is reached. */
  const takeAway = (reach: Probe[], operands: readonly AnyNode[]): Probe[] => {
    let next = reach
    for (const operand of operands) {
      const own = countAt(operand.start)
      const behind = within(operand, own, () => walk(operand, own), { isOptional: true })
      if (behind !== own && next.length < most) next = [...next, ...negateProbes(own), ...behind]
    }
    return next
  }

  const walkFunction = (node: AnyNode): void => {
    const { body, params } = node
    const waited = waits
    if (params.length > 0) {
      // What begins where an arrow begins is not its parameter.
      const start = params[0].start === node.start ? node.start + 1 : params[0].start
      const inside = countAt(body.start + 1)
      within({ start, end: body.start } as AnyNode, inside, () => {
        for (const param of params) walk(param, inside)
      })
    }
    if (body.type === 'BlockStatement') walkBody(body)
    else within(body, countAt(body.start), () => walk(body, countAt(body.start)), { isOptional: true })
    waits = waited
  }

  /** All that is in a node, one after the other. */
  const walkParts = (node: AnyNode, reach: Probe[]): Probe[] => {
    let next = reach
    for (const part of listChildren(node))
      next = isStatement(part) ? (walkStatement(part, next) ?? next) : walk(part, next)
    return next
  }

  walkStatements((program as AnyNode).body, [{ offset: 0, inclusive: false, sign: 1 }])
  return steps
}

function isStatement({ type }: AnyNode): boolean {
  return type.endsWith('Statement') || type === 'VariableDeclaration'
}
