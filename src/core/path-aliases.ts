/** A folder of another machine, and where it is on this one. */
export interface PathAlias {
  /** The folder on the other machine. `*` stands for one folder name; `\` and `/` are equal. */
  from: string
  /** Absolute path on this machine. */
  to: string
}

/** Maps a path of another machine to this one. A path that no alias covers stays as it is. */
export type MapPath = (path: string) => string

/** Makes the mapping of some aliases. The first alias that covers a path is used; the result is not mapped again. */
export function createPathMapper(aliases: readonly PathAlias[]): MapPath {
  const rules = aliases.map(({ from, to }) => ({ pattern: toPattern(from), to: trimEnd(toSlashes(to)) }))
  return path => {
    // The path in a file URL of Windows, read elsewhere: `/C:/app`.
    const asked = toSlashes(path).replace(/^\/(?=[a-z]:\/)/i, '')
    for (const { pattern, to } of rules) {
      const match = pattern.exec(asked)
      if (match) return `${to}/${asked.slice(match[0].length)}`
    }
    return path
  }
}

/** A pattern that matches a folder and the slash behind it. The letter of a drive may be upper or lower case. */
function toPattern(from: string): RegExp {
  const folder = trimEnd(toSlashes(from))
  const source = folder
    .split('/')
    .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*'))
    .join('/')
  return new RegExp(`^${source}/`, /^[a-z]:/i.test(folder) ? 'i' : '')
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/')
}

function trimEnd(path: string): string {
  return path.replace(/\/+$/, '')
}
