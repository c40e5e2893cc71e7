import { mayHaveRunMore } from '../content/unknown.ts'
import {
  type Chosen,
  fileAddress,
  type ListAddress,
  plainList,
  printAddress,
  readAddress,
} from './address.ts'
import { readRun } from './data.ts'
import { countOf, el } from './element.ts'
import { FileList } from './file-list.ts'
import { type Filter, filterEntries, isFiltering } from './filter.ts'
import { Header } from './header.ts'
import { renderLine } from './line-panel.ts'
import { renderLost } from './lost-section.ts'
import { Panel } from './panel.ts'
import { ProcessList } from './process-list.ts'
import { renderProcess } from './process-panel.ts'
import { SourceView } from './source-view.ts'
import { renderTest } from './test-panel.ts'
import { Toolbar } from './toolbar.ts'

/** How long the reader must stop typing before the address follows, in ms: browsers limit how often it may change. */
const typingPause = 200

const run = readRun(document.getElementById('data')!.textContent ?? '')
// The address holds the state of the page. Other views go back to the list as it was last shown.
let shownList = plainList()
let pause: ReturnType<typeof setTimeout> | undefined

const list = new ProcessList(run, {
  onChoose(chosen) {
    clearTimeout(pause)
    location.hash = printAddress(chosen, shownList)
  },
  onSort: sorting => changeList({ sorting }),
  isChosen({ kind, name }) {
    const address = readAddress(location.hash)
    return address.view === 'processes' && address.chosen?.kind === kind && address.chosen.name === name
  },
})
const toolbar = new Toolbar(run, {
  onFilter: change => changeFilter(change),
  onArrange: arrangement => changeList({ arrangement }),
  onWrappers: hasWrappers => changeList({ hasWrappers }),
  onOpenAll: isOpen => list.setAllOpen(isOpen),
})
const header = new Header(run, state => {
  const states = new Set(shownList.filter.states)
  if (!states.delete(state)) states.add(state)
  changeFilter({ states })
})
const panel = new Panel(() => {
  const address = readAddress(location.hash)
  // The view stays; only what was chosen in it goes.
  if (address.view === 'processes') replaceAddress(printAddress(undefined, shownList), 0)
  if (address.view === 'file') replaceAddress(fileAddress(address.path), 0)
  document.querySelector<HTMLElement>('.grid, .source')?.focus({ preventScroll: true })
})

const tab = (href: string, label: string, count: number) =>
  el('a', { href, class: 'tab' }, label, el('span', { class: 'tab-count' }, count.toLocaleString('en')))
const tabs = [tab('#', 'Processes', run.entries.length), tab('#files', 'Files', run.files.length)]
const lost = renderLost(run)
const processView = el('div', { class: 'view' }, lost, toolbar.element, list.element)
const fileView = el('div', { class: 'view', hidden: true })

document.documentElement.classList.add('is-live')
document.body.prepend(
  el(
    'div',
    { class: 'app' },
    header.element,
    el('nav', { class: 'tabs', 'aria-label': 'Views' }, ...tabs),
    el('div', { class: 'columns' }, el('main', {}, processView, fileView), panel.element),
  ),
)
addEventListener('hashchange', followAddress)
addEventListener('keydown', onKey)
followAddress()

function followAddress(): void {
  clearTimeout(pause)
  const address = readAddress(location.hash)
  const isOfProcesses = address.view === 'processes'
  processView.hidden = !isOfProcesses
  fileView.hidden = isOfProcesses
  tabs[0]!.toggleAttribute('aria-current', isOfProcesses)
  tabs[1]!.toggleAttribute('aria-current', !isOfProcesses)
  panel.hide()
  if (address.view === 'file') showFile(address.path, address.line)
  else if (address.view === 'files') {
    fileView.replaceChildren(new FileList(run).element)
    scrollTo(0, 0)
  } else {
    showList(address.list)
    if (address.chosen) showChosen(address.chosen)
  }
}

function showList(address: ListAddress): void {
  shownList = address
  const found = filterEntries(run, address.filter)
  const count = `${found.size.toLocaleString('en')} of ${countOf(run.entries.length, 'process', 'processes')}`
  toolbar.show(address, isFiltering(address.filter) ? count : '')
  header.show(address.filter.states)
  list.show(found, address)
  tabs[0]!.setAttribute('href', printAddress(undefined, address))
}

function showChosen(chosen: Chosen): void {
  if (chosen.kind === 'process') {
    const entry = run.byId.get(chosen.name)
    if (!entry) return
    panel.open(renderProcess(run, entry))
  } else {
    const content = renderTest(run, chosen)
    if (!content) return
    panel.open(content)
  }
  list.reveal(chosen)
}

function changeList(change: Partial<ListAddress>): void {
  const address = readAddress(location.hash)
  showList({ ...shownList, ...change })
  const chosen = address.view === 'processes' ? address.chosen : undefined
  if (address.view === 'processes') replaceAddress(printAddress(chosen, shownList))
  else location.hash = printAddress(undefined, shownList)
}

function changeFilter(change: Partial<Filter>): void {
  changeList({ filter: { ...shownList.filter, ...change } })
}

/** Changes the address without another entry in the history, as soon as the reader pauses. */
function replaceAddress(hash: string, delay = typingPause): void {
  clearTimeout(pause)
  const replace = () => history.replaceState(null, '', hash)
  if (delay === 0) replace()
  else pause = setTimeout(replace, delay)
}

function showFile(path: string, line: number): void {
  const index = run.files.findIndex(file => file.path === path)
  if (index === -1) {
    const text = `${path} is not among the files that processes ran.`
    fileView.replaceChildren(el('p', { class: 'empty' }, text))
    return
  }
  const view = new SourceView(run, index, facts => {
    replaceAddress(fileAddress(path, facts.line))
    panel.open(renderLine({ path, hasLost: run.report.processes.some(mayHaveRunMore), ...facts }))
  })
  fileView.replaceChildren(view.element)
  if (line === 0) scrollTo(0, 0)
  view.start(line)
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') panel.close()
  const isTyping = event.target instanceof HTMLInputElement
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault()
    if (processView.hidden) location.hash = printAddress(undefined, shownList)
    toolbar.focus()
  }
}
