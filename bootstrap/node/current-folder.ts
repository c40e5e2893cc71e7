const { cwd } = process

/** Path of the current folder; empty if the folder was removed: Node itself can go on without it. */
export function currentFolder(): string {
  try {
    return cwd()
  } catch {
    return ''
  }
}
