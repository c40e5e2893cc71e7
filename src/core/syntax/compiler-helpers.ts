import type { AnyNode } from './children.ts'

const none: AnyNode[] = []

/** Whether a value is esbuild's helper for names: `(target, value) => defineProperty(target, "name", { value, configurable: true })`. */
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

/** Whether a node is `() => a`. */
function isGetter(node: AnyNode | undefined): boolean {
  return (
    node?.type === 'ArrowFunctionExpression' && node.params.length === 0 && node.body.type === 'Identifier'
  )
}

/** Whether a node is Parcel's `helpers.export(exports, "a", () => a)`, or `$parcel$export($1$exports, "a", () => a)`. */
function isParcelExport({ type, callee, arguments: args }: AnyNode): boolean {
  if (type !== 'CallExpression' || args.length !== 3) return false
  const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name
  return (
    (name === 'export' || name === '$parcel$export') && typeof args[1].value === 'string' && isGetter(args[2])
  )
}

/** Whether a node is `Object.defineProperty(exports, name, { get: Object.getOwnPropertyDescriptor(all, name).get })`, in swc's loop. */
function isCopiedGetter({ callee, arguments: args }: AnyNode): boolean {
  const properties: AnyNode[] = args[2]?.properties ?? none
  return (
    callee.property?.name === 'defineProperty' &&
    properties.some(({ value }) => value?.object?.callee?.property?.name === 'getOwnPropertyDescriptor')
  )
}

/**
 * Whether an expression only exports things. swc writes `_export(exports, { get a() { return a } })`, with getters that have the places of
 * the exported functions. esbuild writes `0 && (module.exports = { a })`, which tells Node the names.
 */
export function isExportHelper(node: AnyNode): boolean {
  if (node.type === 'LogicalExpression') return node.operator === '&&' && node.left.value === 0
  if (isParcelExport(node)) return true
  if (node.type !== 'CallExpression') return false
  if (isCopiedGetter(node)) return true
  return (
    /^_+export\d*$/.test(node.callee.name ?? '') &&
    node.arguments.length === 2 &&
    node.arguments[1].type === 'ObjectExpression'
  )
}

/**
 * Whether a node is an object of getters for exports: `{ get a() { return a } }` (swc), `{ a: () => a }` (esbuild). swc's other getters in it
 * return `b.a`, or where it minifies, a function that is used once.
 */
function isExportList(node: AnyNode): boolean {
  if (node.type !== 'ObjectExpression') return false
  const values = (node.properties as AnyNode[]).map(({ kind, value, computed }) => {
    if (computed) return undefined
    if (kind !== 'get') return isGetter(value) ? 'Identifier' : undefined
    const [statement, ...others] = value.body.body as AnyNode[]
    return others.length === 0 ? (statement?.argument?.type as string | undefined) : undefined
  })
  return values.includes('Identifier') && values.every(type => type !== undefined && exported.test(type))
}

const exported = /^(?:Identifier|MemberExpression|(?:Arrow)?FunctionExpression)$/

/** The getter in `Object.defineProperty(exports, "a", { enumerable: true, get: function () { return a } })` (tsc, swc). */
function findDefinedGetter({ callee, arguments: args }: AnyNode): AnyNode | undefined {
  if (callee.property?.name !== 'defineProperty' || args[0]?.name !== 'exports') return undefined
  const properties: AnyNode[] = args[2]?.properties ?? none
  return properties.find(({ key, value }) => key?.name === 'get' && value?.type === 'FunctionExpression')
    ?.value
}

const chainHelper = /^_(?:async)?(?:optionalChain|nullishCoalesce)/i

/** The arrow functions that Sucrase writes for `a?.b ?? c`: `_nullishCoalesce(_optionalChain([a, 'access', _ => _.b]), () => c)`. */
function listChainHelpers({ callee, arguments: args }: AnyNode): AnyNode[] {
  if (callee.type !== 'Identifier' || !chainHelper.test(callee.name)) return none
  return (args as AnyNode[])
    .flatMap(arg => (arg.type === 'ArrayExpression' ? arg.elements : [arg]))
    .filter((arg: AnyNode | null) => arg?.type === 'ArrowFunctionExpression')
}

/** The functions in a call, or in an object of the top level, that a compiler wrote: in functions a source may hold such objects itself. */
export function listHelpers(node: AnyNode): AnyNode[] {
  if (isParcelExport(node)) return [node.arguments[2]]
  if (node.type === 'CallExpression') {
    const getter = findDefinedGetter(node)
    return getter ? [getter] : listChainHelpers(node)
  }
  return isExportList(node) ? node.properties.map(({ value }: AnyNode) => value) : []
}
