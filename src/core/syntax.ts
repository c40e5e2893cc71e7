import { type Node, type Options, parse } from 'acorn'
import { keywordOf } from './keyword.ts'
import { parseModule } from './program.ts'

/** A function of the text V8 ran. All offsets are UTF-16 units of that text. */
export interface GeneratedFunction {
  start: number
  end: number
  /** Start of the part that names it: its `decl` in a function map. */
  decl: number
  bodyStart: number
  bodyEnd: number
  /** Whether its body stands in braces. */
  hasBlock: boolean
  /** Where ast-v8-to-istanbul asks for its count. */
  countAt: number
  /** An offset that is surely within V8's range of this function and of no inner one. */
  insideAt: number
  /** Index of the function around it, -1 for the script itself. */
  parent: number
}

/** A statement in the sense of a statement map. */
export interface GeneratedStatement {
  start: number
  end: number
  countAt: number
  /** Where V8 counts how often it ran: for a static field's value that is around the class, whatever V8 says of its fields. */
  ranAt: number
  /** It is the value of a class field. */
  isField: boolean
  /** Index of the innermost function around it, -1 for the script itself. */
  fn: number
  /** The word it begins with, see {@link keywordOf}. */
  keyword: string
}

/** One arm of a branch. */
export interface GeneratedArm {
  start: number
  end: number
  countAt: number
}

/** A branch in the sense of a branch map; a missing else is `null`. */
export interface GeneratedBranch {
  type: string
  start: number
  end: number
  arms: (GeneratedArm | null)[]
  fn: number
  /** Index of the function that is called with it: `(function (A) { … })(A || (A = {}))`, a namespace or an enum. */
  callee: number | undefined
}

/**
 * A loop body whose V8 range has to end where the loop ends, or the right operand of a logical expression: V8 (Node 20–26) lets
 * the range of `a && await b` reach to the end of the block, and what stands behind shows 0 where `a` was false. It begins
 * somewhere from the left operand's end on, at the operator.
 */
export interface GeneratedLoop {
  bodyStart: number
  end: number
}

/** Everything in a text that can carry a count. */
export interface Syntax {
  functions: GeneratedFunction[]
  statements: GeneratedStatement[]
  branches: GeneratedBranch[]
  loops: GeneratedLoop[]
  /** Starts of expressions where a minifier puts former statements: in sequences, arms and operands. */
  folded: Set<number>
}

const parseOptions: Options = {
  ecmaVersion: 'latest',
  allowHashBang: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  allowNewTarget: true,
  checkPrivateFields: false,
} as Options

/** Parses a text as V8 did, or returns `undefined` when it is no JavaScript. */
export function parseText(text: string): Syntax | undefined {
  try {
    const program = parseModule(text)
    if (program) return collectSyntax(program)
  } catch {
    // Nested too deeply to be walked.
    return undefined
  }
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return collectSyntax(parse(text, { ...parseOptions, sourceType }))
    } catch {
      // A CommonJS file may be sloppy (`with`, octal numbers, `await` as a name): try it as a script.
    }
  }
  return undefined
}

// biome-ignore lint/suspicious/noExplicitAny: acorn's nodes are read by their `type`, as estree-walker does.
type AnyNode = Node & Record<string, any>

/**
 * Walks a syntax tree by the rules of ast-v8-to-istanbul 1.x, which makes Vitest's own structure: the same kinds of nodes
 * carry counts, and each count is asked for at the same offset.
 */
export function collectSyntax(program: Node): Syntax {
  const syntax: Syntax = { functions: [], statements: [], branches: [], loops: [], folded: new Set() }
  const { functions, statements, branches, loops, folded } = syntax
  /** Function values of methods and properties: the method or property itself stands for them. */
  const named = new Set<AnyNode>()
  const innerLogical = new Set<AnyNode>()
  const indexes = new Map<AnyNode, number>()
  const callees = new Map<AnyNode, AnyNode>()
  const nameHelpers = new Set<string>()
  /** esbuild's `keepNames` (tsx sets it) puts functions into a call: `__name(() => x, "f")` stands for `() => x`. */
  const unwrap = (node: AnyNode): AnyNode =>
    node.type === 'CallExpression' && node.arguments.length === 2 && nameHelpers.has(node.callee.name)
      ? node.arguments[0]
      : node

  const addStatement = (node: AnyNode, fn: number, countAt = node.start, ranAt = node.start) => {
    statements.push({
      start: node.start,
      end: node.end,
      countAt,
      ranAt,
      fn,
      isField: false,
      keyword: keywordOf(node.type),
    })
  }
  const addFunction = (node: AnyNode, value: AnyNode, decl: number, countAt: number, fn: number): number => {
    const { body } = value
    const insideAt = value.start
    functions.push({
      start: node.start,
      end: node.end,
      decl,
      bodyStart: body.start,
      bodyEnd: body.end,
      hasBlock: body.type === 'BlockStatement',
      countAt,
      insideAt,
      parent: fn,
    })
    indexes.set(value, functions.length - 1)
    return functions.length - 1
  }
  const addBranch = (type: string, node: AnyNode, arms: (AnyNode | null)[], fn: number) => {
    branches.push({
      type,
      start: node.start,
      end: node.end,
      fn,
      callee: indexes.get(callees.get(node) as AnyNode),
      arms: arms
        .map(arm => arm && unwrap(arm))
        .map(
          arm =>
            arm && {
              start: arm.start,
              end: arm.end,
              countAt: arm.type === 'BlockStatement' ? arm.start + 1 : arm.start,
            },
        ),
    })
  }
  /** A single statement as an arm counts as a block around it, from one unit behind its start. */
  const asBlock = (node: AnyNode | null): AnyNode | null =>
    node && ({ type: 'BlockStatement', start: node.start, end: node.end } as AnyNode)

  /** Logical expressions whose right operand is being walked, in the function at hand. */
  let operands: AnyNode[] = []
  let statement: AnyNode | undefined
  const classBodies = new Map<AnyNode, number>()

  const visit = (node: AnyNode, fn: number): void => {
    const around = operands
    if (isFunction(node)) operands = []
    walk(node, fn)
    operands = around
  }
  const walk = (node: AnyNode, fn: number): void => {
    let inner = fn
    if (nameHelpers.size > 0) {
      // The helper stands before its first use.
      for (const key of ['value', 'init', 'body', 'right']) if (node[key]?.type) node[key] = unwrap(node[key])
    }
    switch (node.type) {
      case 'FunctionDeclaration':
        inner = addFunction(node, node, node.id?.start ?? node.start, node.start, fn)
        break
      case 'FunctionExpression':
        if (named.has(node)) inner = functions.length - 1
        else inner = addFunction(node, node, node.id?.start ?? node.start, node.start, fn)
        break
      case 'MethodDefinition':
        // Its key belongs to the class, its value is the function: walk them apart.
        for (const decorated of node.decorators ?? []) visit(decorated, fn)
        visit(node.key, fn)
        named.add(node.value)
        addFunction(node, node.value, node.start, node.value.start, fn)
        visit(node.value, fn)
        return
      case 'Property':
        if (node.value.type === 'FunctionExpression') {
          visit(node.key, fn)
          named.add(node.value)
          addFunction(node, node.value, node.key.start, node.start, fn)
          visit(node.value, fn)
          return
        }
        if (node.shorthand) {
          visit(node.value, fn)
          return
        }
        break
      case 'ArrowFunctionExpression':
        inner = addFunction(node, node, node.start, node.start, fn)
        if (node.body.type !== 'BlockStatement') addStatement(node.body, inner, node.start)
        break
      case 'ReturnStatement':
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'DebuggerStatement':
      case 'ThrowStatement':
      case 'TryStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'WithStatement':
      case 'LabeledStatement':
        addStatement(node, fn)
        break
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        addStatement(node, fn)
        loops.push({ bodyStart: node.body.start, end: node.end })
        break
      case 'ExpressionStatement':
        statement = node
        if (isExportHelper(node.expression) || nameHelpers.has(node.expression.callee?.name)) return
        if (node.expression.type !== 'Literal' || node.expression.value !== 'use strict')
          addStatement(node, fn)
        break
      case 'VariableDeclarator':
        if (isNameHelper(node.init)) nameHelpers.add(node.id.name)
        if (node.init) addStatement(node.init, fn, node.start)
        break
      case 'ClassBody':
        for (const member of node.body) classBodies.set(member, node.start)
        break
      case 'PropertyDefinition':
        if (node.value)
          addStatement(
            node.value,
            fn,
            node.value.start,
            node.static ? classBodies.get(node)! : node.value.start,
          )
        if (node.value) statements.at(-1)!.isField = true
        break
      case 'IfStatement':
        addBranch('if', node, [asBlock(node.consequent), asBlock(node.alternate)], fn)
        addStatement(node, fn)
        break
      case 'SwitchStatement':
        addBranch('switch', node, node.cases, fn)
        addStatement(node, fn)
        break
      case 'CallExpression':
        for (let own = node.arguments[0]; own; own = own.right)
          if (own.type === 'LogicalExpression') callees.set(own, node.callee)
          else if (own.type !== 'AssignmentExpression') break
        break
      case 'SequenceExpression':
        for (const expression of node.expressions) folded.add(expression.start)
        break
      case 'ConditionalExpression':
        folded.add(node.consequent.start).add(node.alternate.start)
        addBranch('cond-expr', node, [node.consequent, node.alternate], fn)
        break
      case 'LogicalExpression':
        folded.add(node.right.start)
        if (!innerLogical.has(node)) addBranch('binary-expr', node, listLeaves(node, innerLogical), fn)
        break
      case 'AssignmentPattern':
        addBranch('default-arg', node, [node.right], fn)
        break
      case 'AwaitExpression':
      case 'YieldExpression':
        for (const { left, right } of operands)
          for (let at = left.end; at < right.start; at++) loops.push({ bodyStart: at, end: right.end })
        // Behind the call the range begins anew, with the next statement.
        if (operands.some(({ right }) => right.end === statement?.expression.end))
          loops.push({ bodyStart: statement!.end, end: statement!.expression.end })
        break
    }
    for (const key in node) {
      const child = node[key]
      if (child === null || typeof child !== 'object') continue
      if (key === 'right' && node.type === 'LogicalExpression') {
        operands = [...operands, node]
        visit(child, inner)
        operands = operands.slice(0, -1)
        continue
      }
      if (Array.isArray(child)) {
        for (const item of child) if (item && typeof item.type === 'string') visit(item, inner)
      } else if (typeof child.type === 'string') visit(child, inner)
    }
  }
  visit(program as AnyNode, -1)
  return syntax
}

function isFunction({ type }: AnyNode): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'
}

/** `a && b || c` is one branch with three arms, whatever the operators. */
function listLeaves(node: AnyNode, inner: Set<AnyNode>): AnyNode[] {
  if (node.type !== 'LogicalExpression') return [node]
  inner.add(node)
  return [...listLeaves(node.left, inner), ...listLeaves(node.right, inner)]
}

/** `(target, value) => defineProperty(target, "name", { value, configurable: true })`, minified or not. */
function isNameHelper(init: AnyNode | null): boolean {
  if (
    init?.type !== 'ArrowFunctionExpression' ||
    init.params.length !== 2 ||
    init.body.type !== 'CallExpression'
  )
    return false
  const [target, key, descriptor] = init.body.arguments as (AnyNode | undefined)[]
  return (
    key?.value === 'name' && target?.name === init.params[0].name && descriptor?.type === 'ObjectExpression'
  )
}

/**
 * swc's `_export(exports, { get a() { return a } })`, whose getters carry the places of what they export, and esbuild's
 * `0 && (module.exports = { a })`, a note for Node's lexer.
 */
function isExportHelper(node: AnyNode): boolean {
  if (node.type === 'LogicalExpression') return node.operator === '&&' && node.left.value === 0
  return (
    node.type === 'CallExpression' &&
    /^_+export\d*$/.test(node.callee.name ?? '') &&
    node.arguments.length === 2 &&
    node.arguments[1].type === 'ObjectExpression'
  )
}
