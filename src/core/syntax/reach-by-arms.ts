import { countAt, type Probe } from '../counting/counter.ts'
import { type AnyNode, listChildren } from './children.ts'

/**
 * The reach of a node as the sum of the arms in it: `a ? b : c` was reached as often as `b` and `c` together, if evaluating `a` cannot
 * throw. The same holds for `d += e(a ? b : c)`: nothing is called before the choice. `undefined` where the node does not begin with such
 * a choice.
 * @param next what stands behind the node: a missing `else` leads there
 */
export function findReachByArms(node: AnyNode, next?: AnyNode): Probe[] | undefined {
  switch (node.type) {
    case 'ExpressionStatement':
      return findFirstArms(node.expression)
    case 'ReturnStatement':
      return node.argument ? findFirstArms(node.argument) : undefined
    case 'VariableDeclarator':
      return node.init ? findFirstArms(node.init) : undefined
    case 'VariableDeclaration':
      return findReachByArms(node.declarations[0])
    case 'IfStatement':
      return node.test.type === 'SequenceExpression' ? undefined : sumArms(node, next)
    default:
      return node.type.endsWith('Expression') ? findFirstArms(node) : undefined
  }
}

/** The arms of the conditional expression that is evaluated first in an expression, before any call. */
function findFirstArms(node: AnyNode): Probe[] | undefined {
  switch (node.type) {
    case 'ConditionalExpression':
      return isCallFree(node.test)
        ? [...countAt(node.consequent.start), ...countAt(node.alternate.start)]
        : undefined
    case 'LogicalExpression':
      return findFirstArms(node.left)
    case 'AssignmentExpression':
      // The right side of `a ||= b` may be skipped.
      return /^(?:&&|\|\||\?\?)=$/.test(node.operator) ? undefined : findFirstIn([node.left, node.right])
    case 'ArrayExpression':
    case 'BinaryExpression':
    case 'CallExpression':
    case 'NewExpression':
    case 'ObjectExpression':
    case 'Property':
    case 'SequenceExpression':
    case 'TemplateLiteral':
    case 'UnaryExpression':
      return node.optional ? undefined : findFirstIn(listChildren(node))
    default:
      return undefined
  }
}

/** The arms in the first of some expressions that holds any, if those before it call nothing. */
function findFirstIn(parts: readonly AnyNode[]): Probe[] | undefined {
  for (const part of parts) {
    const arms = findFirstArms(part)
    if (arms || !isCallFree(part)) return arms
  }
  return undefined
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
