import type { ProcessEnd } from '../../contract/process-info.ts'

/** What the words below need to know of a process. */
export interface Described {
  threadId: number
  argv: readonly string[]
  state: string
  end?: ProcessEnd
}

/** Shown instead of a context where nothing is known of what started a process. */
export const noContext = '(outside of any test)'

/** A command line without the path of Node: `node src/cli.js build`, `thread src/worker.js`. */
export function describeCommand({ argv, threadId }: Pick<Described, 'argv' | 'threadId'>, root = ''): string {
  const prefix = root === '' ? '' : `${root}/`
  const [program = 'node', ...rest] = argv.map(part =>
    prefix !== '' && part.startsWith(prefix) ? part.slice(prefix.length) : part,
  )
  const name = cleanText(program.replace(/^.*[\\/]/, '').replace(/\.exe$/i, ''))
  return [threadId > 0 ? `thread ${threadId}` : name, ...rest.map(quoteArgument)].join(' ')
}

/** How it ended, or that it did not: `exit 1`, `SIGTERM`, `still running`. */
export function describeEnd({ state, end }: Pick<Described, 'state' | 'end'>): string {
  if (end?.signal !== undefined) return end.signal
  if (end?.code !== undefined) return `exit ${end.code}`
  if (end) return 'ended'
  return state === 'still-running' ? 'still running' : 'end unknown'
}

/** A duration for people: `85 ms`, `1.2 s`, `3 min 5 s`. */
export function describeDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return ''
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Text on one line, without what a terminal or a CI log would act on. */
export function cleanText(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '\ufffd')
}

function quoteArgument(argument: string): string {
  const clean = cleanText(argument)
  return clean === '' || /[\s"'$`\\]/.test(clean) ? JSON.stringify(clean) : clean
}
