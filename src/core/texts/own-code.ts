/** The beginnings of statements that have counts, at the start of a line. */
const beginning =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:abstract\s+)?(?:function|class|const|let|var|enum|namespace|if|for|while|try|switch|throw)\b/m

/** An ignore hint for the whole file, of Istanbul or ast-v8-to-istanbul. */
const fileHint = /(?:\/\*|\/\/)\s*(?:v8|c8|istanbul|node:coverage)\s+ignore\s+file\b/

/**
 * Whether a source surely has something to count: more than imports, re-exports and types, and no ignore hint for the file. A host
 * rightly has no structure for any other source.
 */
export function hasCode(content: string | undefined): boolean {
  return content !== undefined && beginning.test(content) && !fileHint.test(content)
}
