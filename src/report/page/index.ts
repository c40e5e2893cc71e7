import { hasLine } from '../content/line-ranges.ts'
import { readAddress } from './address.ts'
import { type Entry, readRun } from './data.ts'
import { countOf, el } from './element.ts'
import { renderFiles } from './file-list.ts'
import { type Filter, filterEntries, isFiltering } from './filter.ts'
import { renderHeader } from './header.ts'
import { renderLine } from './line-panel.ts'
import { Panel } from './panel.ts'
import { addressOf, ProcessList } from './process-list.ts'
import { renderProcess } from './process-panel.ts'
import type { Arrangement } from './rows.ts'
import { SourceView } from './source-view.ts'
import { Toolbar } from './toolbar.ts'

const run = readRun(document.getElementById('data')!.textContent ?? '')
const filter: Filter = { text: '', file: '', states: new Set() }
let arrangement: Arrangement = 'tests'

const list = new ProcessList(run, (entry: Entry) => {
  location.hash = addressOf(entry)
})
const toolbar = new Toolbar(run, filter, {
  onFilter: showProcesses,
  onArrange(chosen) {
    arrangement = chosen
    showProcesses()
  },
  onOpenAll: isOpen => list.setAllOpen(isOpen),
})
const panel = new Panel(() => {
  const address = readAddress(location.hash)
  // The view stays, only what was chosen in it goes.
  if (address.view === 'processes') history.replaceState(null, '', location.pathname + location.search)
  document.querySelector<HTMLElement>('.grid, .source')?.focus({ preventScroll: true })
})

const tab = (href: string, label: string, count: number) =>
  el('a', { href, class: 'tab' }, label, el('span', { class: 'tab-count' }, count.toLocaleString('en')))
const tabs = [tab('#', 'Processes', run.entries.length), tab('#files', 'Files', run.files.length)]
const header = renderHeader(run, filter.states, () => {
  if (readAddress(location.hash).view !== 'processes') location.hash = '#'
  showProcesses()
})
const processView = el('div', { class: 'view' }, toolbar.element, list.element)
const fileView = el('div', { class: 'view', hidden: true })
const main = el('main', {}, processView, fileView)

document.documentElement.classList.add('is-live')
document.body.prepend(
  el(
    'div',
    { class: 'app' },
    header,
    el('nav', { class: 'tabs', 'aria-label': 'Views' }, ...tabs),
    el('div', { class: 'columns' }, main, panel.element),
  ),
)
addEventListener('hashchange', followAddress)
addEventListener('keydown', onKey)
showProcesses()
followAddress()

function showProcesses(): void {
  const found = filterEntries(run, filter)
  toolbar.showFound(
    isFiltering(filter)
      ? `${found.size.toLocaleString('en')} of ${countOf(run.entries.length, 'process', 'processes')}`
      : '',
  )
  list.show(found, arrangement)
}

function followAddress(): void {
  const address = readAddress(location.hash)
  const isOfProcesses = address.view === 'processes'
  processView.hidden = !isOfProcesses
  fileView.hidden = isOfProcesses
  toolbar.element.hidden = !isOfProcesses
  tabs[0]!.toggleAttribute('aria-current', isOfProcesses)
  tabs[1]!.toggleAttribute('aria-current', !isOfProcesses)
  if (address.view === 'processes') {
    if (address.find !== undefined) toolbar.find(address.find)
    const entry = address.process === undefined ? undefined : run.byId.get(address.process)
    if (entry) {
      panel.open(renderProcess(run, entry))
      list.reveal(entry)
    } else {
      panel.hide()
      showProcesses()
    }
  } else if (address.view === 'file') {
    showFile(address.path, address.line)
  } else {
    panel.hide()
    fileView.replaceChildren(renderFiles(run))
  }
}

function showFile(path: string, line: number): void {
  panel.hide()
  const index = run.files.findIndex(file => file.path === path)
  if (index === -1) {
    fileView.replaceChildren(
      el('p', { class: 'empty' }, `${path} is not among the files that processes ran.`),
    )
    return
  }
  const view = new SourceView(run, index, (chosen, contexts, text) =>
    panel.open(
      renderLine({
        path,
        line: chosen,
        text,
        contexts,
        isInTestWorkers: hasLine(run.files[index]!.testWorkers, chosen),
      }),
    ),
  )
  fileView.replaceChildren(view.element)
  if (line === 0) scrollTo(0, 0)
  view.start(line)
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') panel.close()
  const isTyping = event.target instanceof HTMLInputElement
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault()
    if (processView.hidden) location.hash = '#'
    toolbar.focus()
  }
}
