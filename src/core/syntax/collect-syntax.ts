import type { Node } from 'acorn'
import { type AnyNode, isFunction, listChildren } from './children.ts'
import { isExportHelper, listHelpers } from './compiler-helpers.ts'
import { findEarlyEnds } from './find-early-ends.ts'
import { isJump, isPlainStatement, keywordOf } from './keyword.ts'
import { withLateParts } from './late-parts.ts'
import { addLoop } from './loop-ranges.ts'
import { isChain, listLeaves, readNullish } from './operands.ts'
import type { Syntax } from './syntax.ts'
import { SyntaxWriter } from './syntax-writer.ts'
import { addWaits } from './waits.ts'

const none: ReadonlySet<string> = new Set()

/**
 * Finds the parts of a text that carry counts, by the rules of ast-v8-to-istanbul 1.x: the same nodes, each counted at the same
 * offset.
 * @param nameHelpers names of esbuild's helpers, see {@link NameUnwrapper}: their calls are no statements
 * @param readTree see {@link withLateParts}; by default the tree is kept
 * @param hasEarlyEnds whether to find the {@link Syntax.earlyEnds}
 */
export function collectSyntax(
  program: Node,
  nameHelpers = none,
  readTree = keep(program),
  hasEarlyEnds = true,
): Syntax {
  const collector = new SyntaxCollector(nameHelpers)
  collector.visit(program as AnyNode, -1)
  const earlyEnds = hasEarlyEnds ? findEarlyEnds(program) : undefined
  return withLateParts({ ...collector.writer.syntax, earlyEnds }, readTree)
}

function keep(program: Node): () => Node {
  return () => program
}

class SyntaxCollector {
  readonly writer = new SyntaxWriter()
  readonly #nameHelpers: ReadonlySet<string>
  /** Function values of methods and properties: the method or property has been added in their place. */
  readonly #members = new Set<AnyNode>()
  /** Logical expressions that are operands of another one: they are no branches of their own. */
  readonly #innerLogical = new Set<AnyNode>()
  /** Functions that compilers add to export things. */
  readonly #forwarding = new Set<AnyNode>()
  /** The function that is called with a logical expression or an assignment. */
  readonly #callees = new Map<AnyNode, AnyNode>()
  /** Where the class of a field begins. */
  readonly #classStarts = new Map<AnyNode, number>()
  /** Logical expressions whose right operand is being walked, in the function at hand. */
  #operands: readonly AnyNode[] = []
  #lastStatement: AnyNode | undefined

  constructor(nameHelpers: ReadonlySet<string>) {
    this.#nameHelpers = nameHelpers
  }

  /** @param fn index of the function around the node */
  visit(node: AnyNode, fn: number): void {
    if (node.type === 'CallExpression' || (fn === -1 && node.type === 'ObjectExpression'))
      for (const helper of listHelpers(node)) this.#forwarding.add(helper)
    if (isFunction(node)) this.#visitFunction(node, fn)
    else if (node.type === 'MethodDefinition') this.#visitMethod(node, fn)
    else if (node.type === 'Property') this.#visitProperty(node, fn)
    else if (!this.#isHelper(node)) {
      this.#addStatements(node, fn)
      this.#addBranches(node, fn)
      this.#noteExpressions(node)
      this.#visitChildren(node, fn)
    }
  }

  #visitChildren(node: AnyNode, fn: number): void {
    for (const child of listChildren(node)) {
      const around = this.#operands
      if (node.type === 'LogicalExpression' && child === node.right) this.#operands = [...around, node]
      this.visit(child, fn)
      this.#operands = around
    }
  }

  #visitFunction(node: AnyNode, fn: number): void {
    const around = this.#operands
    this.#operands = []
    this.#visitChildren(node, this.#enterFunction(node, fn))
    this.#operands = around
  }

  /** Adds a function; returns its index. */
  #enterFunction(node: AnyNode, fn: number): number {
    if (this.#members.has(node)) return this.writer.syntax.functions.length - 1
    const decl = node.type === 'ArrowFunctionExpression' ? node.start : (node.id?.start ?? node.start)
    const inner = this.#addFunction(node, node, decl, node.start, fn)
    const isExpression = node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement'
    if (isExpression && !this.#forwarding.has(node)) this.writer.addStatement(node.body, inner, node.start)
    return inner
  }

  /** The key of a method belongs to the class, its value is the function. */
  #visitMethod(node: AnyNode, fn: number): void {
    for (const decorator of node.decorators ?? []) this.visit(decorator, fn)
    this.visit(node.key, fn)
    this.#members.add(node.value)
    this.#addFunction(node, node.value, node.start, node.value.start, fn)
    this.visit(node.value, fn)
  }

  #visitProperty(node: AnyNode, fn: number): void {
    if (node.value.type === 'FunctionExpression') {
      this.visit(node.key, fn)
      this.#members.add(node.value)
      this.#addFunction(node, node.value, node.key.start, node.start, fn)
      this.visit(node.value, fn)
    } else if (node.shorthand) this.visit(node.value, fn)
    else this.#visitChildren(node, fn)
  }

  #addFunction(node: AnyNode, value: AnyNode, decl: number, countAt: number, fn: number): number {
    return this.writer.addFunction(node, value, decl, countAt, fn, this.#forwarding.has(value))
  }

  /** Whether a node is a statement that a compiler added. */
  #isHelper(node: AnyNode): boolean {
    if (node.type !== 'ExpressionStatement') return false
    this.#lastStatement = node
    return isExportHelper(node.expression) || this.#nameHelpers.has(node.expression.callee?.name)
  }

  #addStatements(node: AnyNode, fn: number): void {
    switch (node.type) {
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.writer.addStatement(node, fn)
        addLoop(this.writer.syntax.loops, node)
        break
      case 'ExpressionStatement':
        if (node.expression.type !== 'Literal' || node.expression.value !== 'use strict')
          this.writer.addStatement(node, fn)
        break
      case 'VariableDeclarator':
        if (node.init) this.writer.addStatement(node.init, fn, node.start)
        break
      case 'ClassDeclaration':
      case 'ClassExpression':
        for (const member of node.body.body) this.#classStarts.set(member, node.start)
        break
      case 'PropertyDefinition':
        // V8's range of static fields begins with the class (Node 20–26).
        if (node.value)
          this.writer.addField(node.value, fn, node.static ? this.#classStarts.get(node)! : node.value.start)
        break
      default:
        if (isPlainStatement(node.type)) this.writer.addStatement(node, fn)
    }
  }

  #addBranches(node: AnyNode, fn: number): void {
    switch (node.type) {
      case 'IfStatement':
        this.#addBranch('if', node, [asBlock(node.consequent), asBlock(node.alternate)], fn)
        break
      case 'SwitchStatement':
        this.#addBranch('switch', node, node.cases, fn)
        break
      case 'ConditionalExpression':
        this.#addChoice(node, fn)
        break
      case 'LogicalExpression':
        if (!this.#innerLogical.has(node)) this.#addLogical(node, fn)
        break
      case 'AssignmentPattern':
        this.#addBranch('default-arg', node, [node.right], fn)
        break
      case 'AssignmentExpression':
        // A minifier's `A ||= {}` of a namespace: V8 (Node 20–26) does not count its right side.
        if (this.#callees.has(node)) this.#addBranch('binary-expr', node, [node.left, node.right], fn)
        break
    }
  }

  #addBranch(type: string, node: AnyNode, arms: (AnyNode | null)[], fn: number): void {
    this.writer.addBranch(type, node, arms, fn, this.#callees.get(node))
  }

  #addLogical(node: AnyNode, fn: number): void {
    this.#addBranch('binary-expr', node, listLeaves(node, this.#innerLogical), fn)
  }

  /** A conditional expression may be what a compiler made of `a?.b`, no branch, or of `a ?? b`, a logical one. */
  #addChoice(node: AnyNode, fn: number): void {
    const isNullish = readNullish(node) !== undefined
    // A test of two parts is a compiler's; one of one part may stand in the source.
    if (node.test.type === 'LogicalExpression' && (isNullish || isChain(node)))
      this.#innerLogical.add(node.test)
    else if (!isChain(node)) this.#addBranch('cond-expr', node, [node.consequent, node.alternate], fn)
    if (isNullish && !this.#innerLogical.has(node)) this.#addLogical(node, fn)
  }

  /** Notes expressions that a minifier may have made of statements, and ranges that V8 leaves open. */
  #noteExpressions(node: AnyNode): void {
    const { folded, loops, optionalAssignments } = this.writer.syntax
    switch (node.type) {
      case 'CallExpression':
        this.writer.addValues(node, node.arguments)
        this.#noteCallee(node)
        break
      case 'AssignmentExpression':
        this.writer.addValues(node, [node.right])
        if (/^(?:&&|\|\||\?\?)=$/.test(node.operator)) optionalAssignments.add(node.start)
        break
      case 'SequenceExpression':
        for (const { start } of node.expressions) folded.add(start)
        break
      case 'ConditionalExpression':
        this.writer.addChoice(node)
        break
      case 'LogicalExpression':
        folded.add(node.right.start)
        break
      case 'AwaitExpression':
      case 'YieldExpression':
        addWaits(loops, this.#operands, this.#lastStatement)
        break
    }
  }

  /** The argument of a namespace's function: `(function (A) { … })(A || (A = {}))`, `(A ||= {})`, `(B = A || (A = {}))`. */
  #noteCallee(call: AnyNode): void {
    for (let own = call.arguments[0]; own; own = own.right)
      if (own.type === 'LogicalExpression' || own.operator === '||=') this.#callees.set(own, call.callee)
      else if (own.type !== 'AssignmentExpression') break
  }
}

/** ast-v8-to-istanbul counts a single statement as an arm like a block around it: one unit behind its start. */
function asBlock(node: AnyNode | null): AnyNode | null {
  if (!node) return null
  const isBlock = node.type === 'BlockStatement'
  const last = isBlock ? node.body.at(-1) : node
  const jumps = last !== undefined && isJump(keywordOf(last.type))
  const first = isBlock ? node.body[0] : node
  // terser maps the keyword of an `else if` that it moved to the end of the arm before it.
  const codeAt = first?.type === 'IfStatement' ? first.test.start : isBlock ? node.start + 1 : node.start
  const { start, end } = node
  return { type: 'BlockStatement', start, end, codeAt, ranAt: isBlock ? start + 1 : start, jumps } as AnyNode
}
