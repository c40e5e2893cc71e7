import type { AnyNode } from './children.ts'

/** `(target, value) => defineProperty(target, "name", { value, configurable: true })`, minified or not. */
export function isNameHelper(init: AnyNode | null): boolean {
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
export function isExportHelper(node: AnyNode): boolean {
  if (node.type === 'LogicalExpression') return node.operator === '&&' && node.left.value === 0
  return (
    node.type === 'CallExpression' &&
    /^_+export\d*$/.test(node.callee.name ?? '') &&
    node.arguments.length === 2 &&
    node.arguments[1].type === 'ObjectExpression'
  )
}

/**
 * What hands on the exports of a module: `{ get a() { return a } }` (swc), `{ a: () => a }` (esbuild). Its functions have the places of
 * what they hand on, and are not that.
 */
function isExportList(node: AnyNode): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.length > 0 &&
    node.properties.every(
      ({ kind, value, computed }: AnyNode) =>
        !computed &&
        (kind === 'get'
          ? value.body.body.length === 1 && value.body.body[0].argument?.type === 'Identifier'
          : value?.type === 'ArrowFunctionExpression' &&
            value.params.length === 0 &&
            value.body.type === 'Identifier'),
    )
  )
}

const none: AnyNode[] = []
const chainHelper = /^_(?:async)?(?:optionalChain|nullishCoalesce)/i

/** The arrow functions that Sucrase writes for `a?.b ?? c`: `_nullishCoalesce(_optionalChain([a, 'access', _ => _.b]), () => c)`. */
function listChainHelpers({ callee, arguments: args }: AnyNode): AnyNode[] {
  if (callee.type !== 'Identifier' || !chainHelper.test(callee.name)) return none
  return (args as AnyNode[])
    .flatMap(arg => (arg.type === 'ArrayExpression' ? arg.elements : [arg]))
    .filter((arg: AnyNode | null) => arg?.type === 'ArrowFunctionExpression')
}

/** The functions directly in a call, or in an object of the top level, that are a compiler's. A source may hold such an object itself. */
export function listHelpers(node: AnyNode): AnyNode[] {
  if (node.type === 'CallExpression') return listChainHelpers(node)
  return isExportList(node) ? node.properties.map(({ value }: AnyNode) => value) : []
}
