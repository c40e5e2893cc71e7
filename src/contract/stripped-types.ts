// Node (22.18, 23.6 and later) runs TypeScript by putting blanks where types stand: all places stay. It then appends a comment.

/** Whether Node strips types from a file of this name. */
export function isTypeScript(path: string): boolean {
  return /\.[mc]?ts$/.test(path)
}

/**
 * Lists what Node may append to a stripped file: a comment with its URL. In CommonJS, Node 22 has its path there. Node 24 and later append
 * the comment twice where an ES module imports CommonJS. A URL that is made of a path has the right length only if nothing in the path has
 * to be encoded.
 */
export function listComments(url: string, path: string): string[] {
  const last = url.startsWith('file:') ? url : `file://${path.startsWith('/') ? '' : '/'}${path}`
  const [byPath, byUrl] = [nameSource(path), nameSource(last)]
  return [byPath, byUrl, byUrl + byUrl]
}

function nameSource(address: string): string {
  return `\n\n//# sourceURL=${address}`
}
