// The built-in functions that the bootstrap uses.

/** Objects whose methods, and whose own functions, are taken. */
const owners = {
  methods: [
    'Array',
    'BigInt',
    'Buffer',
    'Function',
    'Map',
    'Number',
    'RegExp',
    'Set',
    'String',
    'WeakMap',
    'WeakSet',
  ],
  functions: ['Array', 'Atomics', 'Buffer', 'Date', 'JSON', 'Math', 'Number', 'Object', 'Reflect', 'String'],
}

/** By name (`Array_push`): whether the function is called without a receiver. `owners`: the objects that are covered. */
export const builtins = new Map()
builtins.owners = new Set([...owners.methods, ...owners.functions])
for (const owner of owners.methods)
  for (const name of listFunctions(globalThis[owner].prototype))
    builtins.set(`${owner}_${name}`, { isStatic: false })
for (const name of listFunctions(Object.getPrototypeOf(Uint8Array.prototype)))
  builtins.set(`Buffer_${name}`, { isStatic: false })
for (const owner of owners.functions)
  for (const name of listFunctions(globalThis[owner]))
    if (!builtins.has(`${owner}_${name}`)) builtins.set(`${owner}_${name}`, { isStatic: true })
// Static functions with the names of methods.
for (const name of ['Buffer_concat', 'Buffer_from', 'Array_of']) builtins.delete(name)
for (const name of ['Buffer_concat', 'Buffer_from']) builtins.set(name, { isStatic: true })

function listFunctions(owner) {
  return Object.getOwnPropertyNames(owner).filter(
    name =>
      name !== 'constructor' && typeof Object.getOwnPropertyDescriptor(owner, name).value === 'function',
  )
}

/** The module that takes them. Unused ones are dropped by the bundler. */
export function describeBuiltins() {
  const lines = [
    'const { bind, call } = Function.prototype',
    'const uncurry = Reflect.apply(bind, bind, [call])',
    // A program may be started without some of these objects (`--jitless`, a removed global).
    'const take = (owner, name) => globalThis[owner] && globalThis[owner][name]',
    'const takeMethod = (owner, name) => globalThis[owner] && uncurry(globalThis[owner].prototype[name])',
    'const { Set: OwnSet } = globalThis',
  ]
  for (const [name, { isStatic }] of builtins) {
    const [owner, key] = name.split('_')
    if (name === 'RegExp_test') continue
    lines.push(
      `export const ${name} = /* @__PURE__ */ ${isStatic ? 'take' : 'takeMethod'}('${owner}', '${key}')`,
    )
  }
  lines.push(
    // `RegExp.prototype.test` calls the `exec` that it finds; `exec` itself calls nothing.
    'export const RegExp_test = (pattern, text) => RegExp_exec(pattern, text) !== null',
    'export function listItems(items) {',
    '  if (Array_isArray(items)) return items',
    '  const list = []',
    '  Set_forEach(items, item => { list[list.length] = item })',
    '  return list',
    '}',
    'export function listEntries(map) {',
    '  const list = []',
    '  Map_forEach(map, (value, key) => { list[list.length] = [key, value] })',
    '  return list',
    '}',
    'export function listValues(map) {',
    '  const list = []',
    '  Map_forEach(map, value => { list[list.length] = value })',
    '  return list',
    '}',
    'export function makeSet(list) {',
    '  const set = new OwnSet()',
    '  if (list) for (let i = 0; i < list.length; i++) Set_add(set, list[i])',
    '  return set',
    '}',
  )
  return lines.join('\n')
}

/** Functions of `node:fs` that are imported. */
const fileFunctions =
  'closeSync openSync readdirSync readFileSync readlinkSync readSync renameSync rmSync statSync unlinkSync writeFileSync'.split(
    ' ',
  )

/** The module that takes them. */
export function describeFileFunctions() {
  const lines = fileFunctions.map(name => `export const ${name} = /* @__PURE__ */ take('${name}')`)
  return [
    "const fs = require('node:fs')",
    'export default fs',
    'const take = name => fs[name]',
    ...lines,
  ].join('\n')
}
