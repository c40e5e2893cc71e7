import { printAddress } from './address.ts'
import { type Entry, keyOf } from './data.ts'
import { countOf, el } from './element.ts'

/** A long list in the panel ends after this many: a server may have started thousands of processes. */
const mostListed = 20

/** Counts processes and threads: `2 processes and 1 thread`. */
export function countStarted(entries: readonly Entry[]): string {
  const threads = entries.filter(({ process }) => process.threadId > 0).length
  const processes = countOf(entries.length - threads, 'process', 'processes')
  return threads > 0 ? `${processes} and ${countOf(threads, 'thread')}` : processes
}

/** Makes a link to a process. */
export function linkTo(entry: Entry): HTMLElement {
  return el('a', { href: processAddress(entry), class: 'code-link' }, entry.command)
}

/** Prints the address of a process. */
function processAddress(entry: Entry): string {
  return printAddress({ kind: 'process', name: keyOf(entry.process) })
}

/** Makes a link to a test, by its context. */
export function linkToTest(context: string, label = context): HTMLElement {
  return el('a', { href: printAddress({ kind: 'test', name: context }), class: 'test-link' }, label)
}

/** Lists processes, each with a link. */
export function listProcesses(entries: readonly Entry[]): HTMLElement {
  const more = entries.length - mostListed
  return el(
    'ul',
    { class: 'plain' },
    ...entries.slice(0, mostListed).map(entry => el('li', {}, linkTo(entry))),
    ...(more > 0 ? [el('li', {}, `and ${more.toLocaleString('en')} more`)] : []),
  )
}
