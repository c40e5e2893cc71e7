import { describeDuration, describeEnd, stateNames } from '../content/describe-process.ts'
import type { Entry } from './data.ts'
import { countOf, el, placeAcross } from './element.ts'
import type { Row } from './rows.ts'
import type { TimeScale } from './time-scale.ts'
import { nameWrapper } from './wrappers.ts'

/** Makes a row of the process list: the process or test at the left, its time at the right. */
export function renderRow(row: Row, index: number, isActive: boolean, scale: TimeScale): HTMLElement {
  const { entry, level, hasChildren, isOpen } = row
  const name = entry ? renderCommand(entry, row) : renderGroup(row)
  name.style.setProperty('--level', String(level - 1))
  return el(
    'div',
    {
      id: `row-${index}`,
      role: 'row',
      class: `row ${entry ? '' : 'row-group'} ${isActive ? 'row-active' : ''} ${row.isBeside ? 'row-beside' : ''}`,
      'data-index': index,
      'data-state': entry?.process.state,
      'aria-rowindex': index + 1,
      'aria-level': level,
      'aria-selected': isActive ? 'true' : 'false',
      'aria-expanded': hasChildren ? String(isOpen) : undefined,
    },
    name,
    el('div', { role: 'gridcell', class: 'row-time' }, ...renderTime(row, scale)),
  )
}

/** Width in px below which the style sheet lets no bar fall. */
function leastWidth(state: string): number {
  return state === 'lost' ? 14 : 3
}

function renderTwist({ hasChildren, isOpen }: Row): HTMLElement {
  return el('span', {
    class: `twist ${hasChildren ? (isOpen ? 'twist-open' : 'twist-closed') : ''}`,
    'aria-hidden': 'true',
  })
}

function renderGroup(row: Row): HTMLElement {
  return el(
    'div',
    { role: 'gridcell', class: 'row-name' },
    renderTwist(row),
    el('span', { class: row.level === 1 ? 'group-file' : 'group-test', title: row.label }, row.label),
    el(
      'span',
      { class: 'row-count', title: countOf(row.count, 'process', 'processes') },
      row.count.toLocaleString('en'),
    ),
    row.lost > 0
      ? el('span', { class: 'row-lost', 'data-state': 'lost' }, `${row.lost.toLocaleString('en')} lost`)
      : undefined,
  )
}

function renderCommand(entry: Entry, row: Row): HTMLElement {
  const { process } = entry
  const space = entry.command.indexOf(' ')
  const [program, rest] =
    space === -1 ? [entry.command, ''] : [entry.command.slice(0, space), entry.command.slice(space)]
  const number = (value: number | undefined, name: string, title: string) =>
    el('span', { class: name, title }, value ? value.toLocaleString('en') : '')
  return el(
    'div',
    { role: 'gridcell', class: 'row-name' },
    renderTwist(row),
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    row.wrappers.length > 0
      ? el(
          'span',
          { class: 'wrapper', title: 'started through' },
          `${row.wrappers.map(nameWrapper).join(' › ')} ›`,
        )
      : undefined,
    el(
      'span',
      { class: 'command', title: entry.command },
      el('span', { class: process.threadId > 0 ? 'program program-thread' : 'program' }, program),
      rest,
    ),
    el('span', { class: 'visually-hidden' }, `, ${describeForReaders(entry)}`),
    el(
      'span',
      { class: 'row-numbers' },
      number(process.coveredLines, 'row-lines', 'lines of the report that it ran'),
      number(process.ownLines, 'row-own', 'lines that nothing else ran'),
    ),
  )
}

/** Makes the text that a screen reader says of a process, with each fact once. */
function describeForReaders({ process }: Entry): string {
  return [...new Set([stateNames[process.state], describeEnd(process)])].join(', ')
}

function renderTime(row: Row, scale: TimeScale): HTMLElement[] {
  const from = scale.at(row.from)
  const to = scale.at(row.to)
  if (to < 0 || from > 1) return []
  const left = Math.max(0, from)
  const right = Math.min(1, to)
  if (!row.entry) return [placeAcross(el('div', { class: 'span' }), left, right)]
  const { process, remark } = row.entry
  const bar = placeAcross(
    el('div', { class: `bar ${process.threadId > 0 ? 'bar-thread' : ''}`, 'data-state': process.state }),
    left,
    right,
  )
  bar.title = [
    describeDuration(process.duration),
    describeEnd(process),
    process.coveredLines === undefined ? '' : countOf(process.coveredLines, 'line'),
  ]
    .filter(Boolean)
    .join(' · ')
  if (remark === '') return [bar]
  const note = el('div', { class: 'remark', 'data-state': process.state }, remark)
  if (right > 0.8) note.style.right = `calc(${(1 - left) * 100}% + 6px)`
  else note.style.left = `calc(max(${right * 100}%, ${left * 100}% + ${leastWidth(process.state)}px) + 6px)`
  return [bar, note]
}
