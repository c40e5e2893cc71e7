import { stateNames } from '../content/describe-process.ts'
import type { ReportedProcess } from '../content/model.ts'
import { printPercent } from '../content/totals.ts'
import { fileAddress, printAddress } from './address.ts'
import type { Entry, Run } from './data.ts'
import { countOf, el } from './element.ts'
import { noFilter } from './filter.ts'
import { linkTo, linkToTest } from './process-links.ts'
import { renderSetting } from './setting.ts'

/** How many processes a group shows; the rest is behind a link. */
const mostShown = 5

/** How many groups are open at first. */
const mostOpen = 2
/** On a phone all groups start closed: the list would begin far below them. */
const smallScreen = '(max-width: 640px)'

/** States in which counts are missing, worst first. */
const incomplete: readonly ReportedProcess['state'][] = ['lost', 'counted-until', 'still-running']

/** Processes whose counts are missing for the same reason. */
interface Group {
  state: ReportedProcess['state']
  reason: string
  advice: string | undefined
  setting: string | undefined
  entries: Entry[]
}

/** Lists the processes whose counts are missing or incomplete, by reason, with what to do. Undefined if there are none. */
export function renderLost(run: Run): HTMLElement | undefined {
  const groups = groupByReason(run.entries)
  if (groups.length === 0) return undefined
  return el(
    'section',
    { class: 'lost', 'aria-label': 'Processes that were not, or not wholly, counted' },
    ...groups.map((group, index) => renderGroup(group, index < mostOpen && group.state === 'lost')),
  )
}

/** Groups by state and reason, lost processes first. A process that still runs is in a group only if it has a reason. */
function groupByReason(entries: readonly Entry[]): Group[] {
  const groups = new Map<string, Group>()
  for (const entry of entries) {
    const { state, reason = '', advice, setting } = entry.process
    if (!incomplete.includes(state) || reason === '') continue
    // Another signal does not make another group.
    const key = `${state} ${generalize(reason)} ${advice} ${setting}`
    const group = groups.get(key) ?? { state, reason, advice, setting, entries: [] }
    if (group.reason !== reason) group.reason = generalize(group.reason)
    group.entries.push(entry)
    groups.set(key, group)
  }
  return [...groups.values()].sort(
    (a, b) =>
      incomplete.indexOf(a.state) - incomplete.indexOf(b.state) || b.entries.length - a.entries.length,
  )
}

/** `killed by a signal before …`: the reason of several processes that different signals ended. */
function generalize(reason: string): string {
  return reason
    .replace(/\bSIG[A-Z0-9]+\b/, 'a signal')
    .replace(/ \((?:ask|save|checkpoint|shared|embed|wait)\)$/, '')
}

function renderGroup({ state, reason, advice, setting, entries }: Group, isFirst: boolean): HTMLElement {
  const more = entries.length - mostShown
  const filter = { ...noFilter(), states: new Set([state]) }
  return el(
    'details',
    { class: 'lost-group', 'data-state': state, open: isFirst && !matchMedia(smallScreen).matches },
    el(
      'summary',
      {},
      el('b', {}, `${entries.length.toLocaleString('en')} ${stateNames[state]}`),
      `: ${reason}`,
    ),
    advice === undefined && setting === undefined
      ? undefined
      : el(
          'p',
          { class: 'lost-advice' },
          advice ?? '',
          setting === undefined ? undefined : ' ',
          setting === undefined ? undefined : renderSetting(setting),
        ),
    renderTable(entries.slice(0, mostShown)),
    more > 0
      ? el(
          'p',
          {},
          el(
            'a',
            { href: printAddress(undefined, { filter }), click: () => setTimeout(showList) },
            `and ${more.toLocaleString('en')} more`,
          ),
        )
      : undefined,
  )
}

/** Brings the list, which follows the address, into view. */
function showList(): void {
  document.querySelector('.toolbar')?.scrollIntoView()
}

function renderTable(entries: readonly Entry[]): HTMLElement {
  const heads = ['Process', 'Started by', 'Signal', 'Its script now']
  return el(
    'table',
    {},
    el('thead', {}, el('tr', {}, ...heads.map(head => el('th', { scope: 'col' }, head)))),
    el(
      'tbody',
      {},
      ...entries.map(entry =>
        el(
          'tr',
          {},
          el('td', { 'data-name': heads[0] }, linkTo(entry)),
          el('td', { 'data-name': heads[1] }, linkToTest(entry.context)),
          el('td', { 'data-name': heads[2] }, entry.process.end?.signal ?? '–'),
          el('td', { 'data-name': heads[3] }, describeScript(entry.process)),
        ),
      ),
    ),
  )
}

/** How much of its script others covered. A bundle or a tool is no file of the report. */
function describeScript({ script }: ReportedProcess): HTMLElement | string {
  if (!script) return 'not in the report'
  const { covered, total } = script.statements
  return el(
    'span',
    {},
    el('a', { href: fileAddress(script.path), class: 'code-link' }, script.path),
    `: ${printPercent(covered, total)} of ${countOf(total, 'statement')}`,
  )
}
