import type { Node } from 'acorn'
import { type AnyNode, listChildren } from './children.ts'
import type { FileCoverageData, Location, Position } from './coverage-map.ts'
import { TextLines } from './text-lines.ts'

// The structure of plain JavaScript by the rules of ast-v8-to-istanbul 1.x, in its order, without a source map from the text to
// itself, which is what it looks each place up in: that took ten times as long. A test compares the two.

/** What gives a text a structure of another kind: hints that leave parts out, and a source map. */
const special = /(?:istanbul|[cv]8|node:coverage)\s+ignore|sourceMappingURL=/

/** Whether {@link createPlainStructure} knows all that a text may hold. */
export function isPlain(text: string): boolean {
  // Most texts hold neither word, and finding that out costs nothing.
  return !(text.includes('ignore') || text.includes('sourceMappingURL=')) || !special.test(text)
}

type Part = Pick<Node, 'start' | 'end'>

/** Makes the structure of a file out of its syntax tree, with all counts 0. */
export function createPlainStructure(path: string, text: string, program: Node): FileCoverageData {
  const builder = new StructureBuilder(path, text)
  builder.visit(program as AnyNode)
  return builder.file
}

const nowhere = () => ({ line: undefined, column: undefined }) as unknown as Position

class StructureBuilder {
  readonly file: FileCoverageData
  readonly #text: string
  readonly #lines: TextLines
  readonly #seen = new Set<string>()
  readonly #names = new Map<string, number>()
  /** Function values of methods and properties: the method or property itself stands for them. */
  readonly #named = new Set<AnyNode>()
  readonly #innerLogical = new Set<AnyNode>()
  #functions = 0
  #statements = 0
  #branches = 0

  constructor(path: string, text: string) {
    this.file = { path, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} }
    this.#text = text
    this.#lines = new TextLines(text)
  }

  visit(node: AnyNode): void {
    this.#enter(node)
    for (const child of listChildren(node)) this.visit(child)
  }

  #enter(node: AnyNode): void {
    switch (node.type) {
      case 'FunctionDeclaration':
        this.#addFunction(node, node.body, node.id ?? firstOf(node))
        break
      case 'FunctionExpression':
        if (!this.#named.has(node)) this.#addFunction(node, node.body, node.id ?? firstOf(node))
        break
      case 'ArrowFunctionExpression':
        this.#addFunction(node, node.body, firstOf(node))
        if (node.body.type !== 'BlockStatement') this.#addStatement(node.body)
        break
      case 'MethodDefinition':
        this.#named.add(node.value)
        this.#addFunction(node, node.value.body, firstOf(node))
        break
      case 'Property':
        if (node.value.type !== 'FunctionExpression') break
        this.#named.add(node.value)
        this.#addFunction(node, node.value.body, node.key)
        break
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'DebuggerStatement':
      case 'ReturnStatement':
      case 'ThrowStatement':
      case 'TryStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'WithStatement':
      case 'LabeledStatement':
        this.#addStatement(node)
        break
      case 'ExpressionStatement':
        if (node.expression.type !== 'Literal' || node.expression.value !== 'use strict')
          this.#addStatement(node)
        break
      case 'VariableDeclarator':
        if (node.init) this.#addStatement(node.init)
        break
      case 'ClassBody':
        for (const member of node.body) {
          if (member.type === 'PropertyDefinition' && member.value) this.#addStatement(member.value)
        }
        break
      case 'IfStatement':
        this.#addBranch('if', node, [node, node.alternate])
        this.#addStatement(node)
        break
      case 'SwitchStatement':
        this.#addBranch('switch', node, node.cases)
        this.#addStatement(node)
        break
      case 'ConditionalExpression':
        this.#addBranch('cond-expr', node, [node.consequent, node.alternate])
        break
      case 'LogicalExpression':
        if (!this.#innerLogical.has(node)) this.#addBranch('binary-expr', node, this.#listOperands(node))
        break
      case 'AssignmentPattern':
        this.#addBranch('default-arg', node, [node.right])
        break
    }
  }

  #addStatement(part: Part): void {
    const loc = this.#locate(part)
    if (!this.#isNew(`s ${print(loc)}`)) return
    this.file.statementMap[this.#statements] = loc
    this.file.s[this.#statements++] = 0
  }

  #addFunction(node: AnyNode, body: Part, declared: Part): void {
    const decl = this.#locate(declared)
    if (!this.#isNew(`f ${print(decl)}`)) return
    const id = this.#functions++
    const loc = this.#locate(body)
    const name = this.#nameFunction(nameOf(node)) || `(anonymous_${id})`
    this.file.fnMap[id] = { name, decl, loc, line: loc.start.line }
    this.file.f[id] = 0
  }

  #addBranch(type: string, node: Part, arms: (Part | null)[]): void {
    if (arms.length === 0) return
    const loc = this.#locate(node)
    const locations = arms.map(arm => (arm ? this.#locate(arm) : { start: nowhere(), end: nowhere() }))
    if (!this.#isNew(`b ${locations.map(print).join(' ')}`)) return
    this.file.branchMap[this.#branches] = { loc, type, locations, line: loc.start.line }
    this.file.b[this.#branches++] = locations.map(() => 0)
  }

  #isNew(key: string): boolean {
    const { size } = this.#seen
    return this.#seen.add(key).size > size
  }

  /** The second function of a name is called `name_2`. */
  #nameFunction(name: string | undefined): string | undefined {
    if (!name) return undefined
    const names = this.#names
    let times = (names.get(name) ?? 0) + 1
    let unique = times > 1 ? `${name}_${times}` : name
    while (names.has(unique)) unique = `${name}_${++times}`
    names.set(name, times)
    if (unique !== name) names.set(unique, 0)
    return unique
  }

  /** A part ends with the word its last character is in; at the end of a line, it ends with that. */
  #locate({ start, end }: Part): Location {
    const from = this.#lines.lineAt(start)
    const to = this.#lines.lineAt(end - 1)
    let behind = end
    if (isWord(this.#text.charCodeAt(end - 1))) while (isWord(this.#text.charCodeAt(behind))) behind++
    const isLineEnd = behind >= this.#text.length || this.#text.charCodeAt(behind) === 10
    return {
      start: { line: from + 1, column: start - this.#lines.startOf(from) },
      end: { line: to + 1, column: isLineEnd ? Number.POSITIVE_INFINITY : behind - this.#lines.startOf(to) },
    }
  }

  /** `a && b || c` is one branch with three arms, whatever the operators. */
  #listOperands(node: AnyNode): AnyNode[] {
    if (node.type !== 'LogicalExpression') return [node]
    this.#innerLogical.add(node)
    return [...this.#listOperands(node.left), ...this.#listOperands(node.right)]
  }
}

function firstOf({ start }: Part): Part {
  return { start, end: start + 1 }
}

function nameOf(node: AnyNode): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.id) return nameOf(node.id)
  return node.key ? nameOf(node.key) : undefined
}

function print({ start, end }: Location): string {
  return `${start.line}:${start.column}:${end.line}:${end.column}`
}

/** `\w` of a regular expression; false behind the end of a text, where the code is not a number. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  )
}
