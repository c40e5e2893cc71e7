// The built-in functions that the bootstrap uses.

/** Methods, by the object on whose prototype they are. */
const methods = {
  Array:
    'at concat every fill filter find findIndex flatMap forEach includes indexOf join map pop push reverse shift slice some sort splice unshift',
  String:
    'at charAt charCodeAt concat endsWith includes indexOf lastIndexOf match replace replaceAll slice split startsWith substring toLowerCase toUpperCase trim trimEnd trimStart',
  Map: 'clear delete forEach get has set',
  Set: 'add clear delete forEach has',
  WeakMap: 'delete get has set',
  WeakSet: 'add delete has',
  RegExp: 'exec test',
  Number: 'toString toFixed',
  BigInt: 'toString',
  Function: 'apply bind call',
  Buffer: 'equals fill readUInt32LE subarray toString writeUInt32LE',
}
/** Functions of objects. */
const functions = {
  Object:
    'assign create defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyNames getOwnPropertySymbols getPrototypeOf isExtensible keys setPrototypeOf values',
  Array: 'isArray',
  Number: 'isInteger isNaN parseFloat parseInt',
  Math: 'floor max min round trunc',
  JSON: 'parse stringify',
  Reflect:
    'apply construct defineProperty deleteProperty get getOwnPropertyDescriptor getPrototypeOf set setPrototypeOf',
  Atomics: 'add compareExchange load notify store wait',
  Date: 'now',
  Buffer: 'alloc allocUnsafe byteLength concat from',
}

/** By name (`Array_push`): whether the function is called without a receiver. `owners`: the objects that are covered. */
export const builtins = new Map()
builtins.owners = new Set([...Object.keys(methods), ...Object.keys(functions)])
for (const [owner, names] of Object.entries(methods))
  for (const name of names.split(' ')) builtins.set(`${owner}_${name}`, { isStatic: false })
for (const [owner, names] of Object.entries(functions))
  for (const name of names.split(' ')) builtins.set(`${owner}_${name}`, { isStatic: true })

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
  return ["const fs = require('node:fs')", 'const take = name => fs[name]', ...lines].join('\n')
}
