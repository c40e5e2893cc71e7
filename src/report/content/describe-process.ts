import type { ProcessEnd } from '../../contract/process-info.ts'
import type { ProcessState } from '../../core/data/process-record.ts'

/** The parts of a process that the descriptions below are made of. */
export interface Described {
  threadId: number
  argv: readonly string[]
  execArgv?: readonly string[]
  state: string
  end?: ProcessEnd
}

const windowsPath = /^[a-z]:[\\/]/i

/** Shown instead of a context where covtree does not know what started a process. */
export const noContext = '(outside of any test)'

/** The names of the states in all that people read. */
export const stateNames: Record<ProcessState, string> = {
  counted: 'counted',
  'counted-until': 'counted in part',
  'still-running': 'still running',
  lost: 'lost',
  'nothing-to-count': 'nothing to count',
}

/** How many characters of an option of Node are shown; `-e` is followed by a whole program. */
const longestOption = 40
/** An option with the value behind it. */
const optionWithValue = /^(--[\w-]+=)(.*)$/s
/** An option that a program follows. */
const codeOption = /^(?:-[ep]|-pe|--eval|--print)$/
/** With more options than these, none is shown: Node's test runner (24 and 26) gives each file's process over twenty. */
const mostOptions = 8

/**
 * Prints a command line without the path of Node, options of Node shortened: `node --import tsx src/cli.ts build`, `node -e 'f(…'`,
 * `thread 1 src/worker.js`.
 */
export function describeCommand(
  { argv, execArgv = [], threadId }: Pick<Described, 'argv' | 'execArgv' | 'threadId'>,
  root = '',
): string {
  const prefix = root === '' ? '' : `${toSlashes(root)}/`
  const shorten = (part: string) => {
    const [, option = '', value = part] = optionWithValue.exec(part) ?? []
    const path = toSlashes(value).replace(/^file:\/\/(?:\/(?=[a-z]:))?/i, '')
    return prefix !== '' && path.startsWith(prefix) ? option + path.slice(prefix.length) : part
  }
  const [program = 'node', ...rest] = argv.map(shorten)
  const name = cleanText(program.replace(/^.*[\\/]/, '').replace(/\.exe$/i, ''))
  // A thread inherits the options of its process.
  if (threadId > 0) return [`thread ${threadId}`, ...rest.map(quoteArgument)].join(' ')
  const options = execArgv.map(option => quoteArgument(cutOption(shorten(option))))
  const shown = options.length > mostOptions ? ['…'] : options
  // The record of a process that wrote none itself has all its options in `argv`.
  const script = rest.findIndex(part => !part.startsWith('-'))
  const given = rest.map((part, at) => {
    const isOption = at < script || codeOption.test(rest[at - 1] ?? '')
    return quoteArgument(isOption ? cutOption(part) : part)
  })
  return [name, ...shown, ...given].join(' ')
}

function cutOption(option: string): string {
  return option.length > longestOption ? `${option.slice(0, longestOption - 1)}…` : option
}

/** A path of Windows with the slashes of other systems. */
function toSlashes(path: string): string {
  return windowsPath.test(path) ? path.replaceAll('\\', '/') : path
}

/** Says how a process ended, or that it did not: `exit 1`, `SIGTERM`, `still running`. */
export function describeEnd({ state, end }: Pick<Described, 'state' | 'end'>): string {
  if (end?.signal !== undefined) return cleanText(end.signal)
  if (end?.code !== undefined) return `exit ${end.code}`
  if (end) return 'ended'
  return state === 'still-running' ? 'still running' : 'end unknown'
}

/** Prints a duration: `85 ms`, `1.2 s`, `3 min 5 s`. */
export function describeDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return ''
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  const tenths = Math.round(milliseconds / 100)
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Control characters, and those that change the direction of text: a reader would see another text than there is. */
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Puts text on one line, without characters that a terminal acts on. */
export function cleanText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(unprintable, '\ufffd')
}

/**
 * Breaks up what CI services would take for a command to them: GitHub acts on lines that begin with `::`, GitHub and Azure on `##[` and
 * `##vso[` anywhere. Names of tests and arguments may hold that.
 */
export function withoutCommands(line: string): string {
  return line.replace(/^(\s*:)(?=:)/, '$1\u200b').replace(/##(?=(?:vso)?\[)/g, '#\u200b#')
}

function quoteArgument(argument: string): string {
  const clean = cleanText(argument)
  const needsQuotes = windowsPath.test(clean) ? /[\s"'$`]/ : /[\s"'$`\\]/
  return clean === '' || needsQuotes.test(clean) ? JSON.stringify(clean) : clean
}
