import type { Node } from 'acorn'
import { type AnyNode, isFunction, listChildren } from './children.ts'
import { readChoice } from './choice.ts'
import { isExportHelper, isNameHelper, listHelpers } from './compiler-helpers.ts'
import { readFlow } from './flow.ts'
import type { Flow } from './flow-steps.ts'
import { readFunction } from './function-node.ts'
import { keywordOf } from './keyword.ts'
import { isChain, listLeaves, readNullish } from './operands.ts'
import type { Syntax } from './syntax.ts'
import { addWaits } from './waits.ts'

/**
 * Walks a syntax tree by the rules of ast-v8-to-istanbul 1.x, which makes Vitest's own structure: the same kinds of nodes
 * carry counts, and each count is asked for at the same offset.
 */
export function collectSyntax(program: Node): Syntax {
  let flow: Flow | undefined
  const syntax: Syntax = {
    functions: [],
    statements: [],
    branches: [],
    loops: [],
    folded: new Set(),
    choices: new Map(),
    values: new Map(),
    flow: () => (flow ??= readFlow(program)),
  }
  const { functions, statements, branches, loops, folded, choices, values } = syntax
  /** Function values of methods and properties: the method or property itself stands for them. */
  const named = new Set<AnyNode>()
  const innerLogical = new Set<AnyNode>()
  const indexes = new Map<AnyNode, number>()
  const forwarding = new Set<AnyNode>()
  const callees = new Map<AnyNode, AnyNode>()
  const nameHelpers = new Set<string>()
  /** esbuild's `keepNames` (tsx sets it) puts functions into a call: `__name(() => x, "f")` stands for `() => x`. */
  const unwrap = (node: AnyNode): AnyNode =>
    node.type === 'CallExpression' && node.arguments.length === 2 && nameHelpers.has(node.callee.name)
      ? node.arguments[0]
      : node

  const addValues = (node: AnyNode, parts: readonly AnyNode[]) => {
    const chosen = parts.filter(part => part.type === 'ConditionalExpression')
    if (chosen.length > 0) values.set(node.start, chosen.map(readChoice))
  }
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
    functions.push(readFunction(node, value, decl, countAt, fn, forwarding.has(value)))
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
              isEmpty: arm.type === 'SwitchCase' && arm.consequent.length === 0,
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
  /** Where V8's range of a class's field initializers begins (Node 20–26): what stands there and is no function is around it. */
  const classStarts = new Map<AnyNode, number>()

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
    if (node.type === 'CallExpression' || (fn === -1 && node.type === 'ObjectExpression'))
      for (const helper of listHelpers(node)) forwarding.add(helper)
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
        if (node.body.type !== 'BlockStatement' && !forwarding.has(node))
          addStatement(node.body, inner, node.start)
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
      case 'ClassDeclaration':
      case 'ClassExpression':
        for (const member of node.body.body) classStarts.set(member, node.start)
        break
      case 'PropertyDefinition':
        if (node.value)
          addStatement(
            node.value,
            fn,
            node.value.start,
            node.static ? classStarts.get(node)! : node.value.start,
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
        addValues(node, node.arguments)
        for (let own = node.arguments[0]; own; own = own.right)
          if (own.type === 'LogicalExpression' || own.operator === '||=') callees.set(own, node.callee)
          else if (own.type !== 'AssignmentExpression') break
        break
      case 'AssignmentExpression':
        addValues(node, [node.right])
        // A minifier's `A ||= {}` of a namespace: V8 (Node 20–26) does not count its right side.
        if (callees.has(node)) addBranch('binary-expr', node, [node.left, node.right], fn)
        break
      case 'SequenceExpression':
        for (const expression of node.expressions) folded.add(expression.start)
        break
      case 'ConditionalExpression': {
        folded.add(node.consequent.start).add(node.alternate.start)
        choices.set(node.start, readChoice(node))
        const nullish = readNullish(node)
        // A test of two parts is a compiler's; one of one part may stand in the original.
        if (node.test.type === 'LogicalExpression' && (nullish || isChain(node))) innerLogical.add(node.test)
        else if (!isChain(node)) addBranch('cond-expr', node, [node.consequent, node.alternate], fn)
        if (nullish && !innerLogical.has(node))
          addBranch('binary-expr', node, listLeaves(node, innerLogical), fn)
        break
      }
      case 'LogicalExpression':
        folded.add(node.right.start)
        if (!innerLogical.has(node)) addBranch('binary-expr', node, listLeaves(node, innerLogical), fn)
        break
      case 'AssignmentPattern':
        addBranch('default-arg', node, [node.right], fn)
        break
      case 'AwaitExpression':
      case 'YieldExpression':
        addWaits(loops, operands, statement)
        break
    }
    for (const child of listChildren(node)) {
      if (node.type !== 'LogicalExpression' || child !== node.right) {
        visit(child, inner)
        continue
      }
      operands = [...operands, node]
      visit(child, inner)
      operands = operands.slice(0, -1)
    }
  }
  visit(program as AnyNode, -1)
  return syntax
}
