import type { AnyNode } from './children.ts'

/**
 * The operands of a logical expression: `a && b || c` is one branch with three arms, whatever the operators.
 * @param inner gets all logical expressions in it, also those that a compiler wrote as conditional ones
 */
export function listLeaves(node: AnyNode, inner: Set<AnyNode>): AnyNode[] {
  const operands = node.type === 'LogicalExpression' ? node : readNullish(node)
  if (!operands) return [node]
  inner.add(node)
  return [...listLeaves(operands.left, inner), ...listLeaves(operands.right, inner)]
}

/**
 * Reads `a ?? b` out of what compilers make of it for older targets: `(t = a) !== null && t !== void 0 ? t : b` (TypeScript, swc),
 * `(t = a) != null ? t : b` (esbuild).
 */
export function readNullish(node: AnyNode): { left: AnyNode; right: AnyNode } | undefined {
  if (node.type !== 'ConditionalExpression') return undefined
  const left = readNullTest(node.test, '!=', '&&')
  const isSame = left && node.consequent.type === 'Identifier' && nameOf(left) === node.consequent.name
  return isSame
    ? { left: left.type === 'AssignmentExpression' ? left.right : left, right: node.alternate }
    : undefined
}

/** Whether a node is what a compiler made of `a?.b`: `(t = a) === null || t === void 0 ? void 0 : t.b`. */
export function isChain(node: AnyNode): boolean {
  return isVoid(node.consequent) && nameOf(readNullTest(node.test, '==', '||'))?.startsWith('_') === true
}

/** The expression that a test compares with `null` and `undefined`; `undefined` if it is another test. */
function readNullTest(test: AnyNode, operator: string, logical: string): AnyNode | undefined {
  if (test.type === 'BinaryExpression')
    return test.operator === operator && isNull(test.right) ? test.left : undefined
  if (test.type !== 'LogicalExpression' || test.operator !== logical) return undefined
  const { left, right } = test as unknown as { left: AnyNode; right: AnyNode }
  const isPair =
    left.operator === `${operator}=` &&
    right.operator === `${operator}=` &&
    isNull(left.right) &&
    isVoid(right.right) &&
    right.left.type === 'Identifier' &&
    nameOf(left.left) === right.left.name
  return isPair ? left.left : undefined
}

function nameOf(node: AnyNode | undefined): string | undefined {
  const target = node?.type === 'AssignmentExpression' && node.operator === '=' ? node.left : node
  return target?.type === 'Identifier' ? target.name : undefined
}

function isNull(node: AnyNode): boolean {
  return node.type === 'Literal' && node.raw === 'null'
}

function isVoid(node: AnyNode): boolean {
  return node.type === 'UnaryExpression' && node.operator === 'void'
}
