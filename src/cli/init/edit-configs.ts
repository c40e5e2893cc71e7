import type { ArrayExpression, ObjectExpression } from 'acorn'
import { type ConfigSyntax, findConfigObject, findProperty, parseConfig } from './config-syntax.ts'
import { applyInsertions, type Insertion, insertElement, insertImport, insertProperty } from './insertions.ts'

/** Adds the plugin and `subprocess: true` to a Vitest config; undefined where that cannot be done safely. */
export function editVitestConfig(text: string, root: string): string | undefined {
  const syntax = parseConfig(text, root)
  const object = syntax && findConfigObject(syntax)
  // A CommonJS config cannot import the plugin, which is an ES module.
  if (!object || /\bmodule\.exports\b/.test(text)) return undefined
  const insertions: (Insertion | undefined)[] = []
  if (!/['"]covtree\/vitest['"]/.test(text)) {
    insertions.push(insertImport(syntax, "import covtree from 'covtree/vitest'"))
    const plugins = findProperty(object, 'plugins')
    if (plugins && plugins.type !== 'ArrayExpression') return undefined
    insertions.push(
      plugins
        ? insertElement(syntax, plugins as ArrayExpression, 'covtree()')
        : insertProperty(syntax, object, 'plugins: [covtree()]'),
    )
  }
  const option = insertOption(syntax, object)
  if (option === undefined) return undefined
  insertions.push(...option)
  return apply(text, insertions)
}

/** Inserts the parts of `test: { coverage: { subprocess: true } }` that are missing; undefined where a part is no object literal. */
function insertOption(syntax: ConfigSyntax, config: ObjectExpression): Insertion[] | undefined {
  const path = ['test', 'coverage', 'subprocess']
  let object = config
  for (const [index, key] of path.entries()) {
    const value = findProperty(object, key)
    if (!value) {
      const inner = path
        .slice(index)
        .reduceRight((text, name) => (text === '' ? `${name}: true` : `${name}: { ${text} }`), '')
      return [insertProperty(syntax, object, inner)]
    }
    if (key === 'subprocess') return []
    if (value.type !== 'ObjectExpression') return undefined
    object = value
  }
  return []
}

/** Adds the reporter to a Jest config; undefined where that cannot be done safely. */
export function editJestConfig(text: string, root: string): string | undefined {
  if (/['"]covtree\/jest['"]/.test(text)) return text
  const syntax = parseConfig(text, root)
  const object = syntax && findConfigObject(syntax)
  if (!object) return undefined
  const reporters = findProperty(object, 'reporters')
  if (reporters && reporters.type !== 'ArrayExpression') return undefined
  return apply(text, [
    reporters
      ? insertElement(syntax, reporters as ArrayExpression, "'covtree/jest'")
      : insertProperty(syntax, object, "reporters: ['default', 'covtree/jest']"),
  ])
}

/** Adds the reporter to a Jest config in JSON: a file of its own, or the key `jest` of package.json. */
export function editJestJson(text: string, key?: 'jest'): string {
  const content = JSON.parse(text) as { reporters?: unknown[]; jest?: { reporters?: unknown[] } }
  const config = key ? (content[key] ?? {}) : content
  const reporters = config.reporters ?? ['default']
  const isThere = reporters.some(item => (Array.isArray(item) ? item[0] : item) === 'covtree/jest')
  if (isThere) return text
  config.reporters = [...reporters, 'covtree/jest']
  if (key) content[key] = config
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  '
  return JSON.stringify(content, null, indent) + (text.endsWith('\n') ? '\n' : '')
}

function apply(text: string, insertions: readonly (Insertion | undefined)[]): string {
  return applyInsertions(
    text,
    insertions.filter(insertion => insertion !== undefined),
  )
}
