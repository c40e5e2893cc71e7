import { countAt, type Probe } from '../counting/counter.ts'
import { type AnyNode, listChildren } from './children.ts'

/**
 * The reach of a node as the sum of the arms in it: `a ? b : c` was reached as often as `b` and `c` together, if evaluating `a` cannot
 * throw. `undefined` where the node does not begin with such a choice.
 * @param next what stands behind the node: a missing `else` leads there
 */
export function findReachByArms(node: AnyNode, next?: AnyNode): Probe[] | undefined {
  switch (node.type) {
    case 'ConditionalExpression':
      return isCallFree(node.test)
        ? [...countAt(node.consequent.start), ...countAt(node.alternate.start)]
        : undefined
    case 'SequenceExpression':
      return findReachByArms(node.expressions[0])
    case 'ExpressionStatement':
      return findReachByArms(node.expression)
    case 'ReturnStatement':
      return node.argument ? findReachByArms(node.argument) : undefined
    case 'VariableDeclarator':
      return node.init && node.id.type === 'Identifier' ? findReachByArms(node.init) : undefined
    case 'VariableDeclaration':
      return findReachByArms(node.declarations[0])
    case 'AssignmentExpression':
      return node.operator === '=' && node.left.type === 'Identifier'
        ? findReachByArms(node.right)
        : undefined
    case 'IfStatement':
      return node.test.type === 'SequenceExpression' ? undefined : sumArms(node, next)
    default:
      return undefined
  }
}

/**
 * How often the last part of an `if`'s test was reached: as often as both arms. Without an `else` the other arm is what stands
 * behind, if the first one always jumps. `undefined` where evaluating the test can throw.
 */
export function sumArms(
  { test, consequent, alternate }: AnyNode,
  next: AnyNode | undefined,
): Probe[] | undefined {
  if (!isCallFree(test.type === 'SequenceExpression' ? test.expressions.at(-1) : test)) return undefined
  const other = alternate ?? (alwaysJumps(consequent) ? next : undefined)
  return other && [...countAt(consequent.start), ...countAt(other.start)]
}

function alwaysJumps(node: AnyNode): boolean {
  if (node.type === 'BlockStatement') return node.body.length > 0 && alwaysJumps(node.body.at(-1))
  return /^(?:Return|Throw|Break|Continue)Statement$/.test(node.type)
}

/** Whether evaluating an expression calls nothing and waits for nothing: it throws only where the program has a mistake. */
export function isCallFree(node: AnyNode): boolean {
  if (/^(?:Call|New|Await|Yield|TaggedTemplate|Import)Expression$/.test(node.type)) return false
  if (/Function/.test(node.type)) return true
  for (const part of listChildren(node)) if (!isCallFree(part)) return false
  return true
}
