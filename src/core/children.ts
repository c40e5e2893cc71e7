import type { Node } from 'acorn'

/** A node of a syntax tree, read by its `type`, as estree-walker does. */
// biome-ignore lint/suspicious/noExplicitAny: each type has keys of its own.
export type AnyNode = Node & Record<string, any>

/** Whether a node is a function other than a method, whose value is one. */
export function isFunction(node: AnyNode | null | undefined): boolean {
  const type = node?.type
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/**
 * The nodes directly in a node, in the order of the text. All operands of `a + b + c …` are those of the whole: thousands in one
 * another, as generated code has them, are more than the stack holds.
 */
export function listChildren(node: AnyNode): AnyNode[] {
  if (node.type === 'BinaryExpression') {
    const operands: AnyNode[] = []
    let left = node
    for (; left.type === 'BinaryExpression'; left = left.left) operands.push(left.right)
    return [left, ...operands.reverse()]
  }
  const children: AnyNode[] = []
  for (const key in node) {
    const child = node[key]
    if (child === null || typeof child !== 'object') continue
    if (!Array.isArray(child)) {
      if (typeof child.type === 'string') children.push(child)
      continue
    }
    for (const item of child) if (typeof item?.type === 'string') children.push(item)
  }
  return children
}
