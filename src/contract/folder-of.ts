/** The folder of an absolute path. Not `node:path`: its first use costs a child 0.2 ms, and makes V8 optimise it (Node 24). */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))) || '/'
}
