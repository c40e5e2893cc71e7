import { createRequire } from 'node:module'

const { stripTypeScriptTypes } = createRequire(import.meta.url)('node:module') as {
  stripTypeScriptTypes?: (code: string) => string
}

/** Whether this Node can strip types (22.13, 23.2 and later). */
export const canStripTypes = stripTypeScriptTypes !== undefined

/** Puts blanks where types stand, as Node does before it runs TypeScript (22.18, 23.6 and later). Throws for a text that Node cannot run. */
export function stripTypesOf(text: string): string {
  // Node 24 warns that the function is experimental. The user has not called it.
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes!(text)
  } finally {
    process.emitWarning = emitWarning
  }
}

/** {@link stripTypesOf}, but returns the text unchanged where this Node cannot strip types: it is too old, or another loader ran the text. */
export function stripTypes(text: string): string {
  try {
    return stripTypesOf(text)
  } catch {
    return text
  }
}
