// A script file, a Makefile, `env` or `sudo` may give the Node below it a NODE_OPTIONS without covtree, or another user, who may not write
// data. Such a Node leaves no trace, so its starter logs the program that it started: it is listed as lost unless a counted process came from it.
import { otherRuntimes, userChangers } from '../../src/contract/start-log.ts'
import { isWindows } from '../../src/system/platform.ts'
import { toAbsolute } from '../node/absolute-path.ts'
import type { NativeStart } from './processes.ts'
import { readHead } from './runs-node.ts'
import { baseName, findCommand, isShell, visitCommands } from './shell-options.ts'

/** How much of a file or a command is looked at, in bytes. */
const head = 16_384
/** How many words of a command are looked at that no shell reads: behind them no other program is named. */
const mostWords = 20
/** How many files are looked at, as one may run others. */
const mostFiles = 50
/** Names of files that a shell or make reads. Others have a path, and a `#!` line that names a shell. */
const scriptName = /(?:\.(?:sh|bash|zsh|mk|cmd|bat)|makefile)$/i
const shellLine = /^#![^\n]*\b(?:ba|da|z|k|a)?sh\b/

const assigns = /(?:^|(?<!-e |--env )(?<=[\s;&|(@"']))NODE_OPTIONS\s*:?=(.*)/
const removes = /\bunset\s[\w\s]*\bNODE_OPTIONS\b|\benv\s.*(?:-u\s?|--unset[= ])NODE_OPTIONS\b/
const startsEmpty = /\benv\s+(?:-i|-|--ignore-environment)\s(?!.*NODE_OPTIONS).*\b(?:node|npx|npm)\b/
/** The new user may not write to the data folder, or gets an environment of its own. */
const changesUser = new RegExp(`(?:^|[\\s;&|(/])(${userChangers.join('|')})\\s.*\\b(?:node|npx|npm)\\b`)

/** Bun or Deno with a file to run: `bun src/cli.ts`, `deno run -A src/cli.ts`. Packages are not the project's. */
const runsElsewhere = new RegExp(
  `(?:^|[\\s;&|(/])(${otherRuntimes.join('|')})(?:\\.exe)?\\s+(?:run\\s+)?(?:-\\S+\\s+)*(?!-|\\S*node_modules)\\S+\\.[cm]?[jt]sx?(?![\\w.])`,
)

const buildsSnapshot = /\bnode\s(?:[^\n;&|]*\s)?--build-snapshot\b/

/**
 * Returns what keeps covtree out of the Node below a start: a file as the command names it, a program, or an option of that Node. Never
 * throws.
 */
export function findReplacer(
  { file = '', args = [], cwd }: NativeStart,
  bootstrap: string,
): string | undefined {
  const at = isWindows ? args.length - 1 : isShell(file) ? findCommand(args) : -1
  const command = args[at]
  const text = (command ?? [file, ...args.slice(1, mostWords)].join(' ')).slice(0, head)
  const name = baseName(file)
  const user = changesUser.exec(text)?.[1]
  if (user !== undefined && (command !== undefined || user === name)) return user
  const runtime = runsElsewhere.exec(text)?.[1]
  if (runtime !== undefined && (command !== undefined || runtime === name.replace('.exe', ''))) return runtime
  if (command !== undefined && buildsSnapshot.test(text)) return '--build-snapshot'
  if ((command !== undefined || name === 'env') && replaces(text, bootstrap)) return name
  return findFile(text, cwd, bootstrap, new Set())
}

/** A file that a command or script runs, and that replaces NODE_OPTIONS or runs one that does. */
function findFile(
  text: string,
  cwd: string | undefined,
  bootstrap: string,
  seen: Set<string>,
): string | undefined {
  const names: string[] = []
  visitCommands(text, word => {
    if (/^(?:.*\/)?g?make$/.test(word)) names.push('GNUmakefile', 'makefile', 'Makefile')
    else names.push(word.replace(/["']/g, ''))
  })
  return names.find(name => {
    if (seen.has(name) || seen.size === mostFiles || !(scriptName.test(name) || name.includes('/')))
      return false
    seen.add(name)
    const content = readScript(name, cwd)
    return replaces(content, bootstrap) || findFile(content, cwd, bootstrap, seen) !== undefined
  })
}

function readScript(word: string, cwd: string | undefined): string {
  try {
    const isWhole = cwd === undefined || /^(?:[\\/]|\w:)/.test(word)
    const content = readHead(toAbsolute(isWhole ? word : `${cwd}/${word}`), head)
    return scriptName.test(word) || shellLine.test(content) ? content : ''
  } catch {
    // There is no such file, or it cannot be read.
    return ''
  }
}

/** Whether a line takes NODE_OPTIONS away, assigns it without its old value, or starts Node as another user. */
function replaces(text: string, bootstrap: string): boolean {
  return text.split('\n').some(line => {
    if (/^\s*(?:#|rem\s|::)/i.test(line)) return false
    const value = assigns.exec(line)?.[1]
    if (value !== undefined && !value.includes('NODE_OPTIONS') && !value.includes(bootstrap)) return true
    return removes.test(line) || startsEmpty.test(line) || changesUser.test(line)
  })
}
