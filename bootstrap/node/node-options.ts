// The syntax of NODE_OPTIONS (Node 18 to 26): spaces separate, double quotes group, a backslash escapes inside quotes only.

/** Splits a NODE_OPTIONS value; undefined if Node would refuse it (an open quote or escape). */
export function parseNodeOptions(value: string): string[] | undefined {
  const options: string[] = []
  let isQuoted = false
  let isNew = true
  for (let i = 0; i < value.length; i++) {
    let char = value[i]!
    if (char === '\\' && isQuoted) {
      if (i + 1 === value.length) return undefined
      char = value[++i]!
    } else if (char === ' ' && !isQuoted) {
      isNew = true
      continue
    } else if (char === '"') {
      isQuoted = !isQuoted
      continue
    }
    if (isNew) options.push(char)
    else options[options.length - 1] += char
    isNew = false
  }
  return isQuoted ? undefined : options
}

/** Writes an option so that {@link parseNodeOptions} reads it back. Quotes only if needed: other tools split at spaces. */
export function printNodeOption(option: string): string {
  return /[ "\\]/.test(option) ? `"${option.replace(/[\\"]/g, '\\$&')}"` : option
}

/** Undoes {@link addRequire}. */
export function removeRequire(value: string, file: string): string {
  const added = `--require ${printNodeOption(file)}`
  if (value === added) return ''
  return value.startsWith(`${added} `) ? value.slice(added.length + 1) : value
}

/**
 * Puts `--require <file>` in front unless it is there. In front, so that files which the user preloads are counted too. A value that Node
 * would refuse is returned unchanged: the child has to fail as without covtree.
 */
export function addRequire(value: string, file: string): string {
  const options = parseNodeOptions(value)
  if (options === undefined) return value
  for (let i = 0; i < options.length; i++) {
    const option = options[i]!
    if (option === `--require=${file}` || option === `-r=${file}`) return value
    if ((option === '--require' || option === '-r') && options[i + 1] === file) return value
  }
  const added = `--require ${printNodeOption(file)}`
  return value === '' ? added : `${added} ${value}`
}
