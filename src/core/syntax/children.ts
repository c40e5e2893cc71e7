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
 * Where the most frequent types of acorn 8 hold nodes, in the order in which it writes the keys: looking through all keys of each
 * node takes several times as long. A test compares the two.
 */
const childKeys: Readonly<Record<string, readonly string[]>> = {
  ArrayExpression: ['elements'],
  ArrayPattern: ['elements'],
  ArrowFunctionExpression: ['params', 'body'],
  AssignmentExpression: ['left', 'right'],
  AssignmentPattern: ['left', 'right'],
  AwaitExpression: ['argument'],
  BlockStatement: ['body'],
  CallExpression: ['callee', 'arguments'],
  ChainExpression: ['expression'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  ExpressionStatement: ['expression'],
  FunctionDeclaration: ['id', 'params', 'body'],
  FunctionExpression: ['id', 'params', 'body'],
  Identifier: [],
  IfStatement: ['test', 'consequent', 'alternate'],
  Literal: [],
  LogicalExpression: ['left', 'right'],
  MemberExpression: ['object', 'property'],
  NewExpression: ['callee', 'arguments'],
  ObjectExpression: ['properties'],
  ObjectPattern: ['properties'],
  ReturnStatement: ['argument'],
  SpreadElement: ['argument'],
  TemplateElement: [],
  ThisExpression: [],
  ThrowStatement: ['argument'],
  UnaryExpression: ['argument'],
  UpdateExpression: ['argument'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['id', 'init'],
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
  const keys = childKeys[node.type]
  if (!keys) return findChildren(node)
  const children: AnyNode[] = []
  for (const key of keys) {
    const child = node[key] as AnyNode | AnyNode[] | null | undefined
    if (Array.isArray(child)) {
      for (const item of child) if (item) children.push(item)
    } else if (child) children.push(child)
  }
  return children
}

/** The nodes under all keys of a node, in their order. */
export function findChildren(node: AnyNode): AnyNode[] {
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
