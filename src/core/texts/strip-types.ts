import { createRequire } from 'node:module'

const { stripTypeScriptTypes } = createRequire(import.meta.url)('node:module') as {
  stripTypeScriptTypes?: (code: string) => string
}

/** Whether this Node can (22.13, 23.2 and later). */
export const canStripTypes = stripTypeScriptTypes !== undefined

/**
 * Puts blanks where types stand, as Node does before it runs TypeScript (22.18, 23.6 and later). Returns the text as it is where this
 * Node cannot (20), or where the program ran with another loader.
 */
export function stripTypes(text: string): string {
  // Node 24 warns that the function is experimental. The user has not called it.
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes?.(text) ?? text
  } catch {
    return text
  } finally {
    process.emitWarning = emitWarning
  }
}
