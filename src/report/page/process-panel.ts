import { describeDuration, describeEnd } from '../content/describe-process.ts'
import { coverageOf, type Entry, type Run } from './data.ts'
import { countOf, el } from './element.ts'
import { addressOf } from './process-list.ts'
import { stateNames } from './process-row.ts'
import { sourceAddress } from './source-view.ts'

/** All that is known of one process. */
export function renderProcess(run: Run, entry: Entry): HTMLElement[] {
  const { process } = entry
  const started = new Date(process.startTime)
  const facts: [string, Node | string | undefined][] = [
    ['State', renderState(entry)],
    ['Started by', entry.context],
    ['Started', `${started.toLocaleTimeString('en-GB')}, ${describeDuration(entry.from)} into the run`],
    ['Ran for', process.duration === undefined ? 'unknown' : describeDuration(process.duration)],
    ['Ended', describeEnd(process)],
    ['Folder', el('code', {}, process.cwd)],
    ['Node', process.node || undefined],
    ['Flags', process.execArgv.length > 0 ? el('code', {}, process.execArgv.join(' ')) : undefined],
    ['pid', `${process.pid}${process.threadId > 0 ? `, thread ${process.threadId}` : ''}`],
    ['Shard', process.shard],
    ['Parent', entry.parent ? link(entry.parent) : undefined],
    ['Children', entry.children.length > 0 ? renderChildren(entry.children) : undefined],
  ]
  return [
    el('h2', { class: 'panel-command', tabindex: -1 }, entry.command),
    el(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([name, value]) => (value ? [el('dt', {}, name), el('dd', {}, value)] : [])),
    ),
    ...renderCoverage(run, entry),
  ]
}

function renderState({ process }: Entry): HTMLElement {
  return el(
    'span',
    {},
    el('span', { class: 'badge', 'data-state': process.state }, stateNames[process.state] ?? process.state),
    process.reason ? ` ${process.reason}` : '',
  )
}

function link(entry: Entry): HTMLElement {
  return el('a', { href: addressOf(entry), class: 'code-link' }, entry.command)
}

/** A server may have started thousands. */
const mostChildren = 20

function renderChildren(children: Entry[]): HTMLElement {
  const more = children.length - mostChildren
  return el(
    'ul',
    { class: 'plain' },
    ...children.slice(0, mostChildren).map(child => el('li', {}, link(child))),
    ...(more > 0 ? [el('li', {}, `and ${countOf(more, 'more', 'more')}`)] : []),
  )
}

function renderCoverage(run: Run, { process }: Entry): HTMLElement[] {
  if (process.coverage === undefined) {
    const text = run.report.files
      ? 'It ran no line of a file in the report.'
      : 'Lines were not kept by process.'
    return [el('p', { class: 'quiet' }, text)]
  }
  const own = process.ownLines ?? 0
  const covered = coverageOf(run, process).sort((a, b) => b.count - a.count)
  return [
    el(
      'p',
      { class: 'panel-sum' },
      el('strong', {}, countOf(process.coveredLines ?? 0, 'line')),
      ` in ${countOf(covered.length, 'file')}`,
      own > 0
        ? `; ${own === process.coveredLines ? 'all' : own} of them no other process and no test worker ran`
        : '',
    ),
    el(
      'ul',
      { class: 'plain covered' },
      ...covered.map(({ file, lines, count }) => {
        const { path } = run.files[file]!
        return el(
          'li',
          {},
          el('a', { href: sourceAddress(path, Number.parseInt(lines, 10)), class: 'code-link' }, path),
          el(
            'span',
            { class: 'covered-lines', title: lines },
            ` ${countOf(count, 'line')}: ${lines.replaceAll(',', ', ')}`,
          ),
        )
      }),
    ),
  ]
}
