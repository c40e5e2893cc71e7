/** What a statement with a count begins with; what stands inside of others stands farther to the right. */
const beginning =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:abstract\s+)?(?:function|class|const|let|var|enum|namespace|if|for|while|try|switch|throw)\b/m

/** A hint that leaves a whole file out, as Istanbul and ast-v8-to-istanbul know it. */
const fileHint = /(?:\/\*|\/\/)\s*(?:v8|c8|istanbul|node:coverage)\s+ignore\s+file\b/

/**
 * Whether an original text surely has something to count: more than imports, exports of other modules and types. A host gives no
 * structure to a file that has not, nor to one with a hint that says so, and is right.
 */
export function hasCode(content: string | undefined): boolean {
  return content !== undefined && beginning.test(content) && !fileHint.test(content)
}
