// Rewrites what the bootstrap does with built-in objects, by the types that TypeScript knows; plugin.mjs says why.
import { relative, resolve } from 'node:path'
import ts from 'typescript'
import { builtins } from './builtins.mjs'

const root = resolve(import.meta.dirname, '../..')

/** The module of {@link builtins}, as the rewritten text imports it. */
export const builtinsModule = 'covtree:builtins'

/** Rewrites one file. Each method returns the new text of a node. */
export class Rewriter {
  #checker
  #file
  #used = new Set()
  #count = 0

  constructor(checker, file) {
    this.#checker = checker
    this.#file = file
  }

  rewrite() {
    const text = this.#print(this.#file)
    if (this.#used.size === 0) return text
    return `import { ${[...this.#used].join(', ')} } from '${builtinsModule}'\n${text}`
  }

  /** The text of a node, with its children rewritten. */
  #print(node) {
    const special = this.#rewriteNode(node)
    if (special !== undefined) return special
    return this.#printParts(node)
  }

  #printParts(node, from = node.getFullStart(), to = node.getEnd()) {
    let text = ''
    let at = from
    for (const child of listChildren(node)) {
      if (child.getFullStart() < from || child.getEnd() > to) continue
      text += this.#file.text.slice(at, child.getFullStart()) + this.#print(child)
      at = child.getEnd()
    }
    return text + this.#file.text.slice(at, to)
  }

  #rewriteNode(node) {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return this.#raw(node)
    if (ts.isCallExpression(node)) return this.#rewriteCall(node)
    if (ts.isNewExpression(node)) return this.#rewriteNew(node)
    if (ts.isForOfStatement(node)) return this.#rewriteLoop(node)
    if (ts.isArrayLiteralExpression(node) && node.elements.some(ts.isSpreadElement))
      return this.#rewriteArray(node)
    if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name))
      return ` ${this.#bind(node.name, this.#print(node.initializer))}`
    if (ts.isParameter(node) && ts.isArrayBindingPattern(node.name))
      this.#refuse(node, 'an array pattern as a parameter')
    if (ts.isYieldExpression(node)) this.#refuse(node, 'a generator')
    return undefined
  }

  #rewriteCall(node) {
    const { expression: callee } = node
    const name = ts.isPropertyAccessExpression(callee) && this.#findBuiltin(callee)
    const spread = node.arguments.some(ts.isSpreadElement)
    if (!name) {
      if (spread) this.#refuse(node, 'a spread argument')
      return undefined
    }
    const lead = this.#lead(node)
    const list = spread ? this.#concat(node.arguments) : undefined
    const { isStatic } = builtins.get(name)
    if (list) {
      if (!isStatic) this.#refuse(node, 'a spread argument')
      return `${lead}${this.#use('Reflect_apply')}(${this.#use(name)}, undefined, ${list})`
    }
    const args = node.arguments.map(arg => this.#print(arg))
    if (isStatic) return `${lead}${this.#use(name)}(${args.join(', ')})`
    const receiver = this.#print(callee.expression).trimStart()
    if (!ts.isOptionalChain(node)) return `${lead}${this.#use(name)}(${[receiver, ...args].join(', ')})`
    if (ts.isOptionalChain(node.parent) && node.parent.expression === node && !node.parent.questionDotToken)
      this.#refuse(node, 'an optional chain that goes on after a built-in method')
    const given = this.#name()
    const call = `${this.#use(name)}(${[given, ...args].join(', ')})`
    return `${lead}(${given} => ${given} == null ? undefined : ${call})(${receiver})`
  }

  /** The name of the built-in function that a property is, as `Array_push`. */
  #findBuiltin(access) {
    const symbol = this.#checker.getSymbolAtLocation(access.name)
    for (const declaration of symbol?.declarations ?? []) {
      const path = declaration.getSourceFile().fileName
      if (!/[\\/]node_modules[\\/](?:typescript[\\/]lib|@types[\\/]node)[\\/]/.test(path)) continue
      const owner = ownerOf(declaration)
      const name = owner && `${owner}_${access.name.text}`
      if (builtins.has(name)) return name
      if (owner && builtins.owners.has(owner))
        this.#refuse(access, `${name}, which is not in scripts/harden/builtins.mjs`)
    }
    return undefined
  }

  #rewriteNew(node) {
    if (node.arguments?.some(ts.isSpreadElement)) this.#refuse(node, 'a spread argument')
    const name = node.expression.getText()
    if (!['Set', 'Map', 'WeakMap', 'WeakSet'].includes(name) || !node.arguments?.length) return undefined
    if (name !== 'Set') this.#refuse(node, `new ${name} with a list`)
    return `${this.#lead(node)}${this.#use('makeSet')}(${this.#list(node.arguments[0])})`
  }

  #rewriteLoop(node) {
    const [declaration] = node.initializer.declarations ?? this.#refuse(node, 'a loop without a declaration')
    const index = this.#name()
    const list = this.#name()
    const item = `${list}[${index}]`
    const { name } = declaration
    const variable = ts.isArrayBindingPattern(name)
      ? this.#bind(name, item)
      : `${this.#print(name)} = ${item}`
    const start = `let ${index} = 0, ${list} = ${this.#list(node.expression)}`
    const body = this.#print(node.statement)
    return `${this.#lead(node)}for (${start}; ${index} < ${list}.length; ${index}++) { const ${variable}; ${body} }`
  }

  #rewriteArray(node) {
    return `${this.#lead(node)}${this.#concat(node.elements)}`
  }

  #concat(elements) {
    const parts = elements.map(element =>
      ts.isSpreadElement(element) ? this.#list(element.expression) : `[${this.#print(element)}]`,
    )
    return `${this.#use('Array_concat')}([], ${parts.join(', ')})`
  }

  /** An expression as an array. */
  #list(expression) {
    const type = this.#checker.getTypeAtLocation(expression)
    if (this.#isArray(type)) return this.#print(expression)
    if (this.#isValuesOfMap(expression))
      return `${this.#use('listValues')}(${this.#print(expression.expression.expression)})`
    const types = type.isUnion() ? type.types : [type]
    const names = types.map(each => each.symbol?.name)
    if (names.every(name => ['Set', 'ReadonlySet', 'Array', 'ReadonlyArray'].includes(name)))
      return `${this.#use('listItems')}(${this.#print(expression)})`
    if (names.every(name => ['Map', 'ReadonlyMap'].includes(name)))
      return `${this.#use('listEntries')}(${this.#print(expression)})`
    return this.#refuse(expression, `iteration over ${names.join(' or ')}`)
  }

  #isValuesOfMap(node) {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false
    const { name, expression } = node.expression
    return name.text === 'values' && this.#checker.getTypeAtLocation(expression).symbol?.name === 'Map'
  }

  #isArray(type) {
    if (type.isUnion()) return type.types.every(each => this.#isArray(each))
    return this.#checker.isArrayType(type) || this.#checker.isTupleType(type)
  }

  /** Declarations for an array pattern. */
  #bind(pattern, source) {
    const list = this.#name()
    const parts = [`${list} = ${source}`]
    pattern.elements.forEach((element, index) => {
      if (ts.isOmittedExpression(element)) return
      const item = `${list}[${index}]`
      const value = element.dotDotDotToken
        ? `${this.#use('Array_slice')}(${list}, ${index})`
        : element.initializer
          ? `${item} === undefined ? ${this.#print(element.initializer)} : ${item}`
          : item
      parts.push(
        ts.isArrayBindingPattern(element.name)
          ? this.#bind(element.name, value)
          : `${this.#print(element.name)} = ${value}`,
      )
    })
    return parts.join(', ')
  }

  #use(name) {
    this.#used.add(name)
    return name
  }

  #name() {
    this.#count++
    return `$${this.#count}`
  }

  #lead(node) {
    return this.#file.text.slice(node.getFullStart(), node.getStart())
  }

  #raw(node) {
    return this.#file.text.slice(node.getFullStart(), node.getEnd())
  }

  #refuse(node, what) {
    const { line } = this.#file.getLineAndCharacterOfPosition(node.getStart())
    throw new Error(`${relative(root, this.#file.fileName)}:${line + 1}: the bootstrap must not use ${what}`)
  }
}

function listChildren(node) {
  const children = []
  ts.forEachChild(node, child => {
    children.push(child)
  })
  return children.sort((a, b) => a.getFullStart() - b.getFullStart())
}

/** The built-in object that a property is declared in: `Array` for methods of arrays, `Object` for `Object.keys`. */
function ownerOf(declaration) {
  const { parent } = declaration
  const name = parent?.name?.text ?? (ts.isModuleBlock(parent) ? parent.parent.name.text : undefined)
  const plain = name?.replace(/^Readonly(?=Array|Set|Map)|^Callable(?=Function)|^Newable(?=Function)/, '')
  return plain?.replace(/Constructor$/, '')
}
