/** Returns the folder of an absolute path. The first use of `node:path` would cost a child 0.2 ms (Node 24). */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))) || '/'
}
