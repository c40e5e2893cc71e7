import type { Node } from 'acorn'
import { append } from '../group-by.ts'
import { type AnyNode, isFunction, listChildren } from './children.ts'
import { findFallThrough } from './fall-through.ts'

/** The functions that names stand for in one function; `undefined` for a name of something else. */
type Scope = Map<string, AnyNode | undefined>

/**
 * Finds the calls that never return: V8 has no range behind a call. A function never returns if it ends with a `throw` and holds no
 * `return`. A call of a method never returns if all methods with its name in the text never return.
 */
export function findEndless(program: Node): (call: Node) => boolean {
  const { calls, methodCalls, methods } = findCalls(program as AnyNode)
  const known = new Map<AnyNode, boolean>()
  const isKnownEndless = (target: AnyNode): boolean => {
    if (!known.has(target)) known.set(target, isEndless(target))
    return known.get(target)!
  }
  const endless = new Set<Node>()
  for (const { call, name, scopes } of calls) {
    const target = scopes.findLast(scope => scope.has(name))?.get(name)
    if (target && isKnownEndless(target)) endless.add(call)
  }
  for (const { call, name } of methodCalls) if (methods.get(name)?.every(isKnownEndless)) endless.add(call)
  return call => endless.has(call)
}

/** The calls of a text, and the functions that their names can stand for. */
interface Calls {
  calls: { call: Node; name: string; scopes: readonly Scope[] }[]
  methodCalls: { call: Node; name: string }[]
  /** The functions of all objects and classes, by property name. */
  methods: Map<string, AnyNode[]>
}

function findCalls(program: AnyNode): Calls {
  const found: Calls = { calls: [], methodCalls: [], methods: new Map() }
  const walk = (node: AnyNode, scopes: readonly Scope[]): void => {
    declareNames(node, scopes.at(-1)!)
    noteCall(node, scopes, found)
    let inner = scopes
    if (isFunction(node)) {
      const own: Scope = new Map()
      for (const param of node.params) for (const name of namesOf(param)) declare(own, name, undefined)
      inner = [...scopes, own]
    }
    for (const part of listChildren(node)) walk(part, inner)
  }
  walk(program, [new Map()])
  return found
}

function noteCall(node: AnyNode, scopes: readonly Scope[], { calls, methodCalls, methods }: Calls): void {
  if (node.type === 'CallExpression') {
    const { callee } = node
    if (callee.type === 'Identifier') calls.push({ call: node, name: callee.name, scopes })
    else if (callee.type === 'MemberExpression' && !callee.computed && !node.optional)
      methodCalls.push({ call: node, name: callee.property.name })
    return
  }
  if (!/^(?:MethodDefinition|PropertyDefinition|Property)$/.test(node.type)) return
  if (node.computed || !isFunction(node.value)) return
  append(methods, node.key.name, node.value)
}

function declareNames(node: AnyNode, scope: Scope): void {
  if (node.type === 'FunctionDeclaration') declare(scope, node.id?.name, node)
  if (node.type !== 'VariableDeclarator') return
  for (const name of namesOf(node.id)) declare(scope, name, isFunction(node.init) ? node.init : undefined)
}

/** Declares a name. The value of a name that is declared twice is unknown. */
function declare(scope: Scope, name: string | undefined, value: AnyNode | undefined): void {
  if (name !== undefined) scope.set(name, scope.has(name) ? undefined : value)
}

function isEndless({ body, async, generator }: AnyNode): boolean {
  return (
    !async &&
    !generator &&
    body.type === 'BlockStatement' &&
    findFallThrough(body)?.length === 0 &&
    !hasReturn(body)
  )
}

function hasReturn(node: AnyNode): boolean {
  if (node.type === 'ReturnStatement') return true
  if (isFunction(node)) return false
  for (const part of listChildren(node)) if (hasReturn(part)) return true
  return false
}

/** The names that a pattern declares. */
function namesOf(pattern: AnyNode | null): string[] {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property: AnyNode) => namesOf(property.value ?? property.argument))
    case 'ArrayPattern':
      return pattern.elements.flatMap(namesOf)
    case 'AssignmentPattern':
      return namesOf(pattern.left)
    case 'RestElement':
      return namesOf(pattern.argument)
    default:
      return []
  }
}
