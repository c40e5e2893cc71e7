import { countAt, type Probe } from '../counting/counter.ts'
import { type AnyNode, listChildren } from './children.ts'

/**
 * A test that cannot fail was reached as often as its arms together. So is an `if` whose arm always leaves, together with what
 * stands behind it.
 */
export function findBelow(node: AnyNode, next?: AnyNode): Probe[] | undefined {
  switch (node.type) {
    case 'ConditionalExpression':
      return isPlain(node.test)
        ? [...countAt(node.consequent.start), ...countAt(node.alternate.start)]
        : undefined
    case 'SequenceExpression':
      return findBelow(node.expressions[0])
    case 'ExpressionStatement':
      return findBelow(node.expression)
    case 'ReturnStatement':
      return node.argument ? findBelow(node.argument) : undefined
    case 'VariableDeclarator':
      return node.init && node.id.type === 'Identifier' ? findBelow(node.init) : undefined
    case 'VariableDeclaration':
      return findBelow(node.declarations[0])
    case 'AssignmentExpression':
      return node.operator === '=' && node.left.type === 'Identifier' ? findBelow(node.right) : undefined
    case 'IfStatement':
      return node.test.type === 'SequenceExpression' ? undefined : sumArms(node, next)
    default:
      return undefined
  }
}

/** Both arms of an `if`, where its test cannot fail and nothing else can be where they end. */
export function sumArms(
  { test, consequent, alternate }: AnyNode,
  next: AnyNode | undefined,
): Probe[] | undefined {
  if (!isPlain(test.type === 'SequenceExpression' ? test.expressions.at(-1) : test)) return undefined
  const other = alternate ?? (leaves(consequent) ? next : undefined)
  return other && [...countAt(consequent.start), ...countAt(other.start)]
}

/** Whether a statement is one that always leaves the block. */
function leaves(node: AnyNode): boolean {
  if (node.type === 'BlockStatement') return node.body.length > 0 && leaves(node.body.at(-1))
  return /^(?:Return|Throw|Break|Continue)Statement$/.test(node.type)
}

/** Whether an expression neither calls anything nor waits: it cannot fail but by a mistake. */
export function isPlain(node: AnyNode): boolean {
  if (/^(?:Call|New|Await|Yield|TaggedTemplate|Import)Expression$/.test(node.type)) return false
  if (/Function/.test(node.type)) return true
  for (const part of listChildren(node)) if (!isPlain(part)) return false
  return true
}
