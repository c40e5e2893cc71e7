// Tells whether a started program runs in Node. Only such a process can be listed as lost. Shells and unknown programs are not listed: Node
// processes below them write start records themselves.
import { isWindows } from '../../src/system/platform.ts'
import { delimiter, separator, toAbsolute } from '../node/absolute-path.ts'
import { closeSync, decode, openSync, readSync, statSync } from '../node/primordials.ts'

const ownFile = process.execPath
const isElectron = 'electron' in process.versions

/** Options with which Node (18 to 26) runs no program in this process: it prints something, builds a file or starts the program as a child. */
const withoutProgram = [
  '--version',
  '-v',
  '--help',
  '-h',
  '--v8-options',
  '--completion-bash',
  '--run',
  '--watch',
  '--watch-path',
  '--experimental-sea-config',
  '--build-sea',
]

/** Options whose value may be the next argument, so that a program's name is not the first word without a dash. */
const withValue = ['-r', '--require', '--import', '-C', '--conditions', '--loader', '--experimental-loader']

/** How much of a script is read, in bytes: shims of package managers name Node within that. */
const head = 2048

/** A program to start. */
interface Program {
  file?: string
  args?: readonly string[]
  cwd?: string | undefined
  envPairs?: readonly string[] | undefined
}

/** By path: whether a file is a script that Node runs. */
const known = new Map<string, boolean>()

/** Whether Node will run in what is started, and run a program. Never throws. */
export function runsNode({ file, args = [], cwd, envPairs }: Program): boolean {
  if (!file) return false
  if (isNodeBinary(file)) return !hasOption(args, withoutProgram)
  try {
    const path = findProgram(file, cwd, envPairs)
    if (path === undefined) return false
    let isScript = known.get(path)
    if (isScript === undefined) {
      isScript = isNodeScript(readHead(path, head))
      known.set(path, isScript)
    }
    return isScript
  } catch {
    // The program is missing or cannot be read.
    return false
  }
}

function isNodeBinary(file: string): boolean {
  if (file === ownFile && !isElectron) return true
  const slash = Math.max(file.lastIndexOf('/'), isWindows ? file.lastIndexOf('\\') : -1)
  const name = file.slice(slash + 1).toLowerCase()
  return name === 'node' || name === 'nodejs' || name === 'node.exe'
}

/** Whether Node will run in what is started, and take variables from a file. */
export function readsEnvFile({ file = '', args = [] }: Program): boolean {
  return isNodeBinary(file) && hasOption(args, ['--env-file', '--env-file-if-exists'])
}

function hasOption(args: readonly string[], names: readonly string[]): boolean {
  for (let i = 1; i < args.length && args[i]![0] === '-'; i++) {
    const argument = args[i]!
    const equals = argument.indexOf('=')
    if (names.includes(equals === -1 ? argument : argument.slice(0, equals))) return true
    if (withValue.includes(argument)) i++
  }
  return false
}

/** The system looks for a name without a slash in the child's own PATH. */
function findProgram(
  file: string,
  cwd: string | undefined,
  pairs: readonly string[] = [],
): string | undefined {
  // On Windows no script is started without a shell.
  if (isWindows) return undefined
  if (file.includes('/')) return toAbsolute(cwd !== undefined && file[0] !== '/' ? `${cwd}/${file}` : file)
  let folders = process.env.PATH ?? ''
  for (let i = 0; i < pairs.length; i++) if (pairs[i]!.startsWith('PATH=')) folders = pairs[i]!.slice(5)
  const list = folders.split(delimiter)
  for (let i = 0; i < list.length; i++) {
    const path = `${list[i]}${separator}${file}`
    if (list[i] !== '' && isFile(path)) return path
  }
  return undefined
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}

/** The first bytes of a regular file as text; throws what `fs` throws. */
export function readHead(path: string, length: number): string {
  // Opening a FIFO would wait for its writer.
  if (!isFile(path)) return ''
  const buffer = new Uint8Array(length)
  const fd = openSync(path, 'r')
  try {
    return decode(buffer, readSync(fd, buffer, 0, length, null), 'latin1')
  } finally {
    closeSync(fd)
  }
}

/** A `#!` line that names Node, or a package manager's shim in shell language that replaces itself by Node. */
function isNodeScript(text: string): boolean {
  if (!text.startsWith('#!')) return false
  return /^#![^\n]*[/ ](?:node|nodejs)(?:\s|$)/.test(text) || /^exec\s+(?:"[^"\n]*\/node"|node)\s/m.test(text)
}
