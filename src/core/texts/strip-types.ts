import { createRequire } from 'node:module'

/**
 * Puts blanks where types stand, as Node does before it runs TypeScript (22.18, 23.6 and later). Returns the text as it is where this
 * Node cannot (20), or where the program ran with another loader.
 */
export function stripTypes(text: string): string {
  const { stripTypeScriptTypes } = createRequire(import.meta.url)('node:module') as {
    stripTypeScriptTypes?: (code: string) => string
  }
  try {
    return stripTypeScriptTypes?.(text) ?? text
  } catch {
    return text
  }
}
