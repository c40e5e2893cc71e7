import type { Node } from 'acorn'
import { type AnyNode, isFunction, listChildren } from './children.ts'
import { findFallThrough } from './fall-through.ts'

/** What the names of one function stand for: a function, or something else. */
type Scope = Map<string, AnyNode | undefined>

/**
 * Finds the calls that never return: those of a function, by its name, whose text ends with a `throw` and holds no `return`; those of
 * a method, where all that have its name are such. V8 does not count what stands behind a call.
 */
export function findEndless(program: Node): (call: Node) => boolean {
  const endless = new Set<Node>()
  const calls: { call: Node; name: string; scopes: readonly Scope[] }[] = []
  /** What is called by the name of a property, and all functions that any object or class has under that name. */
  const methodCalls: { call: Node; name: string }[] = []
  const methods = new Map<string, AnyNode[]>()
  const walk = (node: AnyNode, scopes: readonly Scope[]): void => {
    const scope = scopes.at(-1)!
    let inner = scopes
    switch (node.type) {
      case 'FunctionDeclaration':
        declare(scope, node.id?.name, node)
        break
      case 'VariableDeclarator':
        for (const name of namesOf(node.id))
          declare(scope, name, isFunction(node.init) ? node.init : undefined)
        break
      case 'CallExpression':
        if (node.callee.type === 'Identifier') calls.push({ call: node, name: node.callee.name, scopes })
        else if (node.callee.type === 'MemberExpression' && !node.callee.computed && !node.optional)
          methodCalls.push({ call: node, name: node.callee.property.name })
        break
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'Property':
        if (!node.computed && isFunction(node.value)) {
          const known = methods.get(node.key.name)
          if (known) known.push(node.value)
          else methods.set(node.key.name, [node.value])
        }
        break
    }
    if (isFunction(node)) {
      inner = [...scopes, new Map()]
      for (const param of node.params)
        for (const name of namesOf(param)) declare(inner.at(-1)!, name, undefined)
    }
    for (const part of listChildren(node)) walk(part, inner)
  }
  walk(program as AnyNode, [new Map()])
  const known = new Map<AnyNode, boolean>()
  const isKnown = (target: AnyNode): boolean => {
    if (!known.has(target)) known.set(target, isEndless(target))
    return known.get(target)!
  }
  for (const { call, name, scopes } of calls) {
    const target = scopes.findLast(scope => scope.has(name))?.get(name)
    if (target && isKnown(target)) endless.add(call)
  }
  for (const { call, name } of methodCalls) if (methods.get(name)?.every(isKnown)) endless.add(call)
  return call => endless.has(call)
}

/** A name that is given twice stands for nothing that is known. */
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

/** The names that a pattern gives. */
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
