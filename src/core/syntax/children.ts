import type { Node } from 'acorn'

/** A node of a syntax tree, whose keys depend on its `type`. */
// biome-ignore lint/suspicious/noExplicitAny: each type has keys of its own.
export type AnyNode = Node & Record<string, any>

/** Whether a node is a function. A method is none: its value is the function. */
export function isFunction(node: AnyNode | null | undefined): boolean {
  const type = node?.type
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/**
 * The keys under which the most frequent types of acorn 8 hold nodes, in the order of the text. Looking through all keys of each
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
 * The nodes directly in a node, in the order of the text. The operands of `a + b + c …` are all returned for the outermost node:
 * generated code has thousands, which are nested more deeply than the stack holds.
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

/** Where the code of a body begins: behind the brace of a block. */
export function codeOf({ type, start }: AnyNode): number {
  return type === 'BlockStatement' ? start + 1 : start
}
