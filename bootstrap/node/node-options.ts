// NODE_OPTIONS as Node reads it (18 to 26): only spaces separate, double quotes group, a backslash escapes inside quotes alone.

/** Splits a NODE_OPTIONS value; undefined if Node would refuse it (a quote or an escape without an end). */
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

/** Writes one option so that {@link parseNodeOptions} reads it back. Quotes only when needed: other tools split at spaces. */
export function printNodeOption(option: string): string {
  return /[ "\\]/.test(option) ? `"${option.replace(/[\\"]/g, '\\$&')}"` : option
}

/** What {@link addRequire} was given, from what it made of it. */
export function removeRequire(value: string, file: string): string {
  const added = `--require ${printNodeOption(file)}`
  if (value === added) return ''
  return value.startsWith(`${added} `) ? value.slice(added.length + 1) : value
}

/**
 * Puts `--require <file>` in front, once: files that the user preloads are then counted too, and find the bootstrap done.
 * A value that Node would refuse is left as it is: the child has to fail as it would.
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
