// The syntax of NODE_OPTIONS (Node 18 to 26): spaces separate, double quotes group, a backslash escapes inside quotes only.
import { isWindows } from '../../src/system/platform.ts'

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

/** Windows takes both slashes, and a backslash would have to be escaped and quoted. */
function toOptionPath(file: string): string {
  return isWindows ? file.replaceAll('\\', '/') : file
}

/** The option that preloads `file`, in one word: Next (up to 16.3) joins `--require <a> --require <b>` into one name. */
export function requireOption(file: string): string {
  return `--require=${toOptionPath(file)}`
}

/** The same in a form of its own, for a NODE_OPTIONS that a shell command assigns. */
export function shellRequire(file: string): string {
  return `-r ${printNodeOption(toOptionPath(file))}`
}

/**
 * Takes the preload of `file` out of a value, in any of its forms, and the space that was added with it. A shell may have put options before
 * and behind it: `NODE_OPTIONS="--no-warnings $NODE_OPTIONS"`.
 * @param wasAlone the value was empty, so that {@link addRequire} added no space
 */
export function removeRequire(value: string, file: string, wasAlone = false): string {
  const added = printNodeOption(requireOption(file))
  const twoWords = `--require ${printNodeOption(toOptionPath(file))}`
  for (const words of [added, twoWords, shellRequire(file)]) {
    const at = ` ${value} `.indexOf(` ${words} `)
    if (at === -1) continue
    const end = at + words.length + (wasAlone && words === added ? 0 : 1)
    return value.slice(0, at) + value.slice(end)
  }
  return value
}

/** Whether the first option preloads `file`; if so, how many words it takes, else 0. */
export function countRequireWords(options: readonly string[], file: string): number {
  if (options[0] === `--require=${file}`) return 1
  return options[0] === '--require' && options[1] === file ? 2 : 0
}

/**
 * Puts `--require=<file>` in front unless it is there. In front, so that files which the user preloads are counted too. A value that Node
 * would refuse is returned unchanged: the child has to fail as without covtree.
 */
export function addRequire(value: string, file: string): string {
  const options = parseNodeOptions(value)
  if (options === undefined) return value
  const path = toOptionPath(file)
  for (let i = 0; i < options.length; i++) {
    const option = toOptionPath(options[i]!)
    if (option === `--require=${path}` || option === `-r=${path}`) return value
    if ((option === '--require' || option === '-r') && toOptionPath(options[i + 1] ?? '') === path)
      return value
  }
  const added = printNodeOption(requireOption(file))
  return value === '' ? added : `${added} ${value}`
}
