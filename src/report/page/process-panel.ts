import { describeDuration, describeEnd, stateNames } from '../content/describe-process.ts'
import { coverageOf } from './coverage.ts'
import { listCoveredFiles } from './covered-files.ts'
import type { Entry, Run } from './data.ts'
import { countOf, el } from './element.ts'
import { linkTo, linkToTest, listProcesses } from './process-links.ts'
import { renderSetting } from './setting.ts'

/** Makes the panel of one process. */
export function renderProcess(run: Run, entry: Entry): HTMLElement[] {
  const { process } = entry
  const started = new Date(process.startTime)
  const facts: [string, Node | string | undefined][] = [
    ['State', renderState(entry)],
    ['What to do', process.advice ? renderAdvice(process.advice, process.setting) : undefined],
    ['Started by', linkToTest(entry.context)],
    ['Started', `${started.toLocaleTimeString('en-GB')}, ${describeDuration(entry.from)} into the run`],
    ['Ran for', process.duration === undefined ? 'unknown' : describeDuration(process.duration)],
    ['Ended', describeEnd(process)],
    ['Folder', el('code', {}, process.cwd)],
    ['Node', process.node || undefined],
    ['Flags', process.execArgv.length > 0 ? el('code', {}, process.execArgv.join(' ')) : undefined],
    ['pid', `${process.pid}${process.threadId > 0 ? `, thread ${process.threadId}` : ''}`],
    ['Shard', process.shard],
    ['Parent', entry.parent ? linkTo(entry.parent) : undefined],
    ['Children', entry.children.length > 0 ? listProcesses(entry.children) : undefined],
  ]
  return [
    el('h2', { class: 'panel-command' }, entry.command),
    renderFacts(facts),
    ...renderCoverage(run, entry),
  ]
}

/** Makes a list of names and values; those without a value are left out. */
export function renderFacts(facts: readonly [string, Node | string | undefined][]): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(([name, value]) => (value ? [el('dt', {}, name), el('dd', {}, value)] : [])),
  )
}

function renderAdvice(advice: string, setting: string | undefined): HTMLElement {
  return el('span', {}, `${advice} `, setting === undefined ? undefined : renderSetting(setting))
}

function renderState({ process }: Entry): HTMLElement {
  return el(
    'span',
    {},
    el('span', { class: 'badge', 'data-state': process.state }, stateNames[process.state]),
    process.reason ? `: ${process.reason}` : '',
  )
}

function renderCoverage(run: Run, { process }: Entry): HTMLElement[] {
  if (process.coverage === undefined) {
    const isLost = process.state === 'lost' || process.state === 'still-running'
    const none = isLost
      ? 'What it ran is not known.'
      : process.state === 'counted-until'
        ? 'Up to its last data it ran no line of a file in the report.'
        : 'It ran no line of a file in the report.'
    const text = run.report.files ? none : 'Lines were not kept by process.'
    return [el('p', { class: 'quiet' }, text)]
  }
  const own = process.ownLines ?? 0
  const covered = coverageOf(run, process)
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
    listCoveredFiles(run, covered),
  ]
}
