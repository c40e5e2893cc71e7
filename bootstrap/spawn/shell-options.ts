// A shell command may give its program a NODE_OPTIONS of its own, as npm scripts do: `NODE_OPTIONS=--no-warnings node cli.js`. It would take the
// place of the one that loads covtree. So the preload is added to the assignment, in the text that the shell gets.
import { isWindows } from '../../src/system/platform.ts'
import { shellRequire } from '../node/node-options.ts'
import type { NativeStart } from './processes.ts'

const assignment = 'NODE_OPTIONS='
/** Signs behind which a shell expects a command. */
const separators = ';&|()\n'
/** Signs that end a word of a shell. */
const breaks = `${separators} \t<>`
const shells = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash']
/** Words that a command or an assignment may follow. */
const prefixes = [
  ...shells,
  'export',
  'env',
  'exec',
  'command',
  'time',
  'nice',
  'nohup',
  'source',
  'sudo',
  'timeout',
  '.',
  '!',
  '{',
  'if',
  'then',
  'else',
  'elif',
  'while',
  'until',
  'do',
]

/** Adds the preload to the assignments in a shell command. Returns the new arguments, or undefined where nothing is to be changed. */
export function addToShellCommand(
  { file = '', args = [] }: NativeStart,
  bootstrap: string,
): string[] | undefined {
  const at = isWindows ? args.length - 1 : findCommand(args)
  const command = args[at]
  if (command === undefined || !command.includes(assignment)) return undefined
  const words = shellRequire(bootstrap)
  const changed = isWindows ? addToCmd(file, args[at - 1], command, words) : addToSh(file, command, words)
  if (changed === undefined) return undefined
  const result = args.slice()
  result[at] = changed
  return result
}

/** The index of the command of `sh -c`, `bash --norc -eo pipefail -c` and others; -1 if there is none. */
export function findCommand(args: readonly string[]): number {
  for (let i = 1; i < args.length && args[i]![0] === '-'; i++) {
    if (/^-[a-z]*c$/.test(args[i]!)) return i + 1
    if (/^-[a-z]*o$/.test(args[i]!)) i++
  }
  return -1
}

export function isShell(file: string): boolean {
  return shells.includes(baseName(file))
}

/** The name of a program without its folders. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1)
}

function addToSh(file: string, command: string, words: string): string | undefined {
  if (!isShell(file)) return undefined
  // The text of a here-document may be that of a file.
  return command.includes('<<') ? undefined : addToAssignments(command, words)
}

/** Adds words in front of each value that is assigned to NODE_OPTIONS before a command, and does not hand on the old one. */
export function addToAssignments(command: string, words: string): string {
  const added = `'${words.replaceAll("'", "'\\''")} '`
  let result = ''
  let copied = 0
  visitCommands(command, (word, start) => {
    if (!word.startsWith(assignment) || /\$\{?NODE_OPTIONS\b/.test(word)) return
    const value = start + assignment.length
    result += command.slice(copied, value) + added
    copied = value
  })
  return result + command.slice(copied)
}

/** Visits the words of a shell text up to the name of each command: assignments, prefixes and their options, and the name itself. */
export function visitCommands(text: string, visit: (word: string, start: number) => void): void {
  let isBeforeCommand = true
  let isAfterPrefix = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (separators.includes(char)) isBeforeCommand = true
    if (breaks.includes(char)) continue
    const end = endOfWord(text, i)
    const word = text.slice(i, end)
    if (isBeforeCommand) {
      visit(word, i)
      const isPrefix = prefixes.includes(baseName(word))
      isBeforeCommand = isPrefix || /^\w+=/.test(word) || (isAfterPrefix && /^(?:-|\d+\w?$)/.test(word))
      isAfterPrefix = isBeforeCommand
    }
    i = end - 1
  }
}

/** The offset behind a word, whose quoted parts may hold spaces. */
function endOfWord(command: string, start: number): number {
  let quote = ''
  for (let i = start; i < command.length; i++) {
    const char = command[i]!
    if (char === '\\' && quote !== "'") i++
    else if (char === quote) quote = ''
    else if (quote === '' && (char === '"' || char === "'")) quote = char
    else if (quote === '' && breaks.includes(char)) return i
  }
  return command.length
}

/** For the command of `cmd /c`: `set NODE_OPTIONS=--no-warnings&& node cli.js`. cmd has no quotes for a path with spaces or signs of its own. */
function addToCmd(
  file: string,
  option: string | undefined,
  command: string,
  words: string,
): string | undefined {
  if (!/(?:^|[\\/])cmd(?:\.exe)?$/i.test(file) || option?.toLowerCase() !== '/c') return undefined
  if (!/^[\w:./ -]+$/.test(words)) return undefined
  return command.replace(
    /((?:^|[&|(])[\s"@]*set\s+"?NODE_OPTIONS=)(?=[^\s"&|])(?![^"&|]*%NODE_OPTIONS%)/gi,
    `$1${words} `,
  )
}
