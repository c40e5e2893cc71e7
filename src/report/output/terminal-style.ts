import { pathToFileURL } from 'node:url'

/** How the lines for a terminal are decorated. */
export interface TerminalStyle {
  red(text: string): string
  /** Makes text a link to a file, by its absolute path. */
  link(text: string, path: string): string
}

/** Decorates nothing: for files, and for terminals that can do no more. */
export const plainStyle: TerminalStyle = { red: text => text, link: text => text }

/** The parts of a process that the choice depends on. */
export interface TerminalFacts {
  isTTY: boolean
  environment: NodeJS.ProcessEnv
  /** The arguments of the runner: `--color` and `--no-color` are Vitest's. */
  argv: readonly string[]
  platform: NodeJS.Platform
}

/** Chooses how to decorate what this process prints to stdout. */
export function chooseStyle(facts: TerminalFacts): TerminalStyle {
  return {
    red: hasColors(facts) ? text => `\u001b[31m${text}\u001b[39m` : plainStyle.red,
    link: hasLinks(facts)
      ? (text, path) => `\u001b]8;;${pathToFileURL(path).href}\u0007${text}\u001b]8;;\u0007`
      : plainStyle.link,
  }
}

/** The rules of tinyrainbow, which Vitest prints with. */
function hasColors({ isTTY, environment, argv, platform }: TerminalFacts): boolean {
  if ('NO_COLOR' in environment || argv.includes('--no-color')) return false
  if ('FORCE_COLOR' in environment || argv.includes('--color')) return true
  const canColor = environment.TERM !== 'dumb' || platform === 'win32'
  return (isTTY && canColor) || Boolean(environment.CI)
}

/** Terminals that are known to understand OSC 8. Others may print it: nothing in the environment tells what a terminal understands. */
function hasLinks({ isTTY, environment }: TerminalFacts): boolean {
  const { FORCE_HYPERLINK, TERM_PROGRAM, TERM_PROGRAM_VERSION = '', TERM, VTE_VERSION } = environment
  if (FORCE_HYPERLINK !== undefined) return FORCE_HYPERLINK !== '0'
  if (!isTTY || environment.CI || TERM === 'dumb' || 'TMUX' in environment) return false
  if ('WT_SESSION' in environment || 'KONSOLE_VERSION' in environment) return true
  if (['WezTerm', 'ghostty', 'vscode', 'Hyper', 'rio', 'zed'].includes(TERM_PROGRAM ?? '')) return true
  if (TERM_PROGRAM === 'iTerm.app') return Number.parseFloat(TERM_PROGRAM_VERSION) >= 3.1
  if (/^(?:xterm-kitty|xterm-ghostty|alacritty|foot)/.test(TERM ?? '')) return true
  // VTE 0.50.0 crashed on links.
  return Number(VTE_VERSION) > 5000
}
