// Joins the two parts of the bootstrap proper to one script. esbuild splits them: one chunk holds process.ts with all it imports; later.js holds
// what later.ts needs beside that, and imports the rest from the chunk. Here later.js becomes the body of the function `makeLater`, and its
// imports become parameters. V8 compiles that function at its first call; until then it costs a child next to nothing.
import { parse } from 'acorn'

/** Objects and functions that the program may replace. Code of later.ts that runs when the part is made must not read them. */
const replaceable = new Set([
  'process',
  'globalThis',
  'require',
  'setTimeout',
  'clearTimeout',
  'structuredClone',
])

/** Name of the entry for esbuild; {@link laterEntry} is its content. */
export const laterName = 'covtree:later'

/** Both parts are entries, and this one imports the first: all that process.ts needs is in the chunk that they share. */
export function laterEntry(folder) {
  return `import '${folder}/process.ts'; export * from '${folder}/later.ts'`
}

/** Joins esbuild's output files, given as texts. */
export function joinParts({ chunk, entry, later }) {
  const shared = readModule(chunk)
  const own = readModule(entry)
  const rest = readModule(later)
  checkTop(rest.body, later)
  const names = rest.imports.map(({ local }) => local)
  const values = rest.imports.map(({ imported }) => shared.exports.get(imported))
  const result = [...rest.exports].map(([name, local]) => `${name}:${local}`)
  const makeLater = `function makeLater(){return(function(${names}){${rest.text}return{${result}}})(${values})}`
  const imported = new Map(own.imports.map(({ imported, local }) => [local, shared.exports.get(imported)]))
  const exported = [...own.exports].map(([name, local]) => `exports.${name}=${imported.get(local)};`)
  return `${makeLater}${shared.text}${exported.join('')}`
}

/** A module's text without its imports and exports, and these. */
function readModule(text) {
  const { body } = parse(text, { ecmaVersion: 2022, sourceType: 'module' })
  const imports = []
  const exports = new Map()
  let kept = ''
  for (const node of body) {
    if (node.type === 'ImportDeclaration')
      for (const { imported, local } of node.specifiers)
        imports.push({ imported: imported.name, local: local.name })
    else if (node.type === 'ExportNamedDeclaration')
      for (const { exported, local } of node.specifiers) exports.set(exported.name, local.name)
    else kept += `${text.slice(node.start, node.end)}\n`
  }
  return { text: kept, imports, exports, body }
}

/** Throws where code outside functions reads what a program may have replaced. */
function checkTop(nodes, text) {
  const visit = node => {
    if (typeof node?.type !== 'string' || /Function/.test(node.type)) return
    if (node.type === 'Identifier' && replaceable.has(node.name))
      throw new Error(
        `bootstrap/later.ts is made later and must not read ${node.name} then: ${text.slice(node.start, node.end + 60)}`,
      )
    for (const [key, value] of Object.entries(node)) {
      if (key === 'property' && !node.computed) continue
      for (const child of [value].flat()) if (typeof child === 'object') visit(child)
    }
  }
  for (const node of nodes) visit(node)
}
