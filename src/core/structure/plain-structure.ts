import type { Node } from 'acorn'
import type { FileCoverageData } from '../coverage-map.ts'
import { type AnyNode, isFunction, listChildren } from '../syntax/children.ts'
import { isExportHelper, isNameHelper } from '../syntax/compiler-helpers.ts'
import { findEarlyEnds } from '../syntax/find-early-ends.ts'
import { isPlainStatement } from '../syntax/keyword.ts'
import { addLoop } from '../syntax/loop-ranges.ts'
import { isChain, readNullish } from '../syntax/operands.ts'
import { addWaits } from '../syntax/waits.ts'
import type { PlainCounts } from './plain-counts.ts'
import { type Part, PlainWriter } from './plain-writer.ts'

// The structure of plain JavaScript, by the rules and in the order of ast-v8-to-istanbul 1.x. The library looks each place up in a
// source map from the text to itself, which takes ten times as long. A test compares the results. The probes in the same text are
// noted on the way, so that the text need not be matched.

/** Ignore hints and source maps: with them ast-v8-to-istanbul makes another structure of a text. */
const special = /(?:istanbul|[cv]8|node:coverage)\s+ignore|sourceMappingURL=/

/** Whether a text is plain JavaScript: without ignore hints and source map, so that {@link createPlainStructure} is right. */
export function isPlain(text: string): boolean {
  // Most texts hold neither word, which is quick to tell.
  return !(text.includes('ignore') || text.includes('sourceMappingURL=')) || !special.test(text)
}

/** A structure with all counts 0, and its probes in the text. */
export interface PlainStructure {
  file: FileCoverageData
  /** Absent if the text holds code that a compiler added: such texts are matched. */
  counts: PlainCounts | undefined
}

/** Makes the structure of a file out of its syntax tree. */
export function createPlainStructure(path: string, text: string, program: Node): PlainStructure {
  const writer = new PlainWriter(path, text)
  const walker = new StructureWalker(writer)
  walker.visit(program as AnyNode)
  writer.counts.earlyEnds = findEarlyEnds(program)
  return { file: writer.file, counts: walker.isUsual && !writer.hasTwins ? writer.counts : undefined }
}

const none: readonly AnyNode[] = []

class StructureWalker {
  /** Whether the text holds nothing that a compiler added, and no part whose count is ambiguous. */
  isUsual = true
  readonly #writer: PlainWriter
  /** Function values of methods and properties: the method or property has been added in their place. */
  readonly #named = new Set<AnyNode>()
  readonly #innerLogical = new Set<AnyNode>()
  /** Logical expressions whose right operand is being walked, in the function at hand. */
  #operands = none
  #statement: AnyNode | undefined

  constructor(writer: PlainWriter) {
    this.#writer = writer
  }

  visit(node: AnyNode): void {
    const around = this.#operands
    if (isFunction(node)) this.#operands = none
    this.#addFunctions(node)
    this.#addBranches(node)
    this.#addStatements(node)
    const isNamed = node.computed && (node.type === 'MethodDefinition' || node.type === 'Property')
    for (const child of listChildren(node)) {
      if (child.type === 'Identifier' || child.type === 'Literal') continue
      if (node.type === 'LogicalExpression' && child === node.right) this.#operands = [...around, node]
      const { length } = this.#writer.counts
      this.visit(child)
      // A computed name is inside the function by its place, but V8 counts it outside.
      if (isNamed && child === node.key && this.#writer.counts.length > length) this.isUsual = false
    }
    this.#operands = around
  }

  #addFunctions(node: AnyNode): void {
    switch (node.type) {
      case 'FunctionDeclaration':
        this.#writer.addFunction(node, node.body, node.id ?? firstOf(node), node.start)
        break
      case 'FunctionExpression':
        if (!this.#named.has(node))
          this.#writer.addFunction(node, node.body, node.id ?? firstOf(node), node.start)
        break
      case 'ArrowFunctionExpression':
        this.#writer.addFunction(node, node.body, firstOf(node), node.start)
        if (node.body.type !== 'BlockStatement') this.#writer.addStatement(node.body, node.start)
        break
      case 'MethodDefinition':
        this.#named.add(node.value)
        this.#writer.addFunction(node, node.value.body, firstOf(node), node.value.start)
        break
      case 'Property':
        if (node.value.type !== 'FunctionExpression') break
        this.#named.add(node.value)
        this.#writer.addFunction(node, node.value.body, node.key, node.start)
        break
    }
  }

  #addStatements(node: AnyNode): void {
    switch (node.type) {
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        addLoop(this.#writer.counts.loops, node)
        this.#writer.addStatement(node)
        break
      case 'ExpressionStatement':
        this.#statement = node
        if (isExportHelper(node.expression)) this.isUsual = false
        if (node.expression.type !== 'Literal' || node.expression.value !== 'use strict')
          this.#writer.addStatement(node)
        break
      case 'VariableDeclarator':
        if (!node.init) break
        if (isNameHelper(node.init)) this.isUsual = false
        this.#writer.addStatement(node.init, node.start)
        break
      case 'ClassBody':
        for (const member of node.body) {
          if (member.type === 'PropertyDefinition' && member.value) this.#writer.addStatement(member.value)
        }
        break
      default:
        if (isPlainStatement(node.type)) this.#writer.addStatement(node)
    }
  }

  #addBranches(node: AnyNode): void {
    switch (node.type) {
      case 'IfStatement':
        this.#writer.addIf(node, node.consequent.start, node.alternate)
        break
      case 'SwitchStatement':
        this.#writer.addBranch('switch', node, node.cases)
        break
      case 'ConditionalExpression':
        if (readNullish(node) || isChain(node)) this.isUsual = false
        this.#writer.addBranch('cond-expr', node, [node.consequent, node.alternate])
        break
      case 'LogicalExpression':
        if (!this.#innerLogical.has(node))
          this.#writer.addBranch('binary-expr', node, this.#listOperands(node))
        break
      case 'AssignmentPattern':
        this.#writer.addBranch('default-arg', node, [node.right])
        break
      case 'AwaitExpression':
      case 'YieldExpression':
        addWaits(this.#writer.counts.loops, this.#operands, this.#statement)
        break
    }
  }

  /** The operands of a logical expression: `a && b || c` is one branch with three arms. */
  #listOperands(node: AnyNode): AnyNode[] {
    if (node.type !== 'LogicalExpression') return [node]
    this.#innerLogical.add(node)
    return [...this.#listOperands(node.left), ...this.#listOperands(node.right)]
  }
}

function firstOf({ start }: Part): Part {
  return { start, end: start + 1 }
}
