import { readFileSync } from 'node:fs'

/** The signals that a terminal sends to all processes in its foreground: Ctrl-C, Ctrl-\, and its own end. */
const terminalSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP']

/**
 * Whether the process that this one started has got a signal already: a terminal sends those of its keys to every process
 * in the foreground. Which process sent a signal cannot be asked for in Node, so one sent by hand to a foreground covtree
 * alone counts as the terminal's.
 */
export function isFromTerminal(signal: NodeJS.Signals): boolean {
  return terminalSignals.includes(signal) && isInForeground()
}

function isInForeground(): boolean {
  try {
    // Linux: behind the name in brackets come state, ppid, process group, session, terminal, its foreground group.
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return terminal !== '0' && group === foreground
  } catch {
    return Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)
  }
}
