import { readTokens } from './tokens.ts'

/** The beginnings of statements that have counts, at the start of a line. */
const beginning =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function|const|let|var|enum|namespace|if|for|while|try|switch|throw)\b/m
/** A call as a statement, at the start of a line. */
const call = /^(?:await\s+|void\s+|new\s+)?[a-z_$][\w$]*(?:\.[\w$]+)*\(/m

/** Languages that compile to JavaScript, in which code has another look. */
const otherLanguage = /\.(?:coffee|litcoffee|coffee\.md|civet|ls|imba|vue|svelte|astro|marko)$/

/** An ignore hint for the whole file, of Istanbul or ast-v8-to-istanbul. */
const fileHint = /(?:\/\*|\/\/)\s*(?:v8|c8|istanbul|node:coverage)\s+ignore\s+file\b/

/**
 * Whether a source surely has something to count: more than imports, re-exports, types and empty classes, and no ignore hint for the file.
 * A host rightly has no structure for any other source.
 */
export function hasCode(content: string | undefined, path = ''): boolean {
  if (content === undefined || fileHint.test(content)) return false
  return otherLanguage.test(path) || beginning.test(content) || call.test(content) || hasFullClass(content)
}

/** What stands before the brace of a type: a method's brace is behind its head. */
const beforeType = new Set([':', '|', '&', '<', '(', ',', '?', '=>', 'keyof', 'extends', 'implements'])

/** Whether a class has a method or a value. */
function hasFullClass(content: string): boolean {
  if (!/\bclass\b/.test(content)) return false
  const names = readTokens(content).map(({ name }) => name)
  for (const [i, name] of names.entries()) {
    const isDeclared = names[i - 1] === 'declare' || names[i - 2] === 'declare'
    if (name !== 'class' || isDeclared || names[i - 1] === '.') continue
    let depth = 0
    for (let at = names.indexOf('{', i); at !== -1 && at < names.length; at++) {
      if (names[at] === '}' && --depth === 0) break
      if (names[at] === '=' || (names[at] === '{' && depth === 1 && !beforeType.has(names[at - 1]!)))
        return true
      if (names[at] === '{') depth++
    }
  }
  return false
}
