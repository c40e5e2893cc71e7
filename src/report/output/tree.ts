import { append, groupBy } from '../../core/group-by.ts'
import {
  cleanText,
  describeCommand,
  describeDuration,
  describeEnd,
  noContext,
  stateNames,
  withoutCommands,
} from '../content/describe-process.ts'
import type { ProcessReport, ReportedProcess } from '../content/model.ts'

/** The most lines of the tree that a terminal shows. */
const mostLines = 500

/** A process and the processes that it started; or several processes that look the same in the tree, apart from their times. */
interface Branch {
  text: string
  children: Branch[]
}

/**
 * Draws the tree of processes below each test: how each ended, how long it ran, how many lines it ran, and how many of them nothing
 * else ran. Processes that differ only in their times share one line.
 */
export function drawTree(report: ProcessReport): string[] {
  const { processes, root } = report
  const children = new Map<string, ReportedProcess[]>()
  const ids = new Set(processes.map(keyOf))
  const roots: ReportedProcess[] = []
  for (const process of processes) {
    const parent = process.parent === undefined ? undefined : keyOf({ ...process, id: process.parent })
    if (parent === undefined || !ids.has(parent)) roots.push(process)
    else append(children, parent, process)
  }
  const toBranch = (process: ReportedProcess): Branch => ({
    text: `${describeCommand(process, root)}${describeFacts(process)}`,
    children: foldAlike((children.get(keyOf(process)) ?? []).map(toBranch)),
  })
  const all: string[] = []
  for (const [context, started] of groupBy(roots, process => process.context || noContext)) {
    all.push(cleanText(context))
    drawBranches(foldAlike(started.map(toBranch)), '', all)
  }
  const lines = all.map(withoutCommands)
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines), `… and ${lines.length - mostLines} more lines, see subprocess.json`]
}

function describeFacts(process: ReportedProcess): string {
  const facts = [describeEnd(process), describeDuration(process.duration)]
  if (process.state === 'lost' || process.state === 'counted-until') facts.unshift(stateNames[process.state])
  if (process.coveredLines !== undefined) {
    const own = process.ownLines ? `, ${process.ownLines} only here` : ''
    facts.push(`${process.coveredLines} ${process.coveredLines === 1 ? 'line' : 'lines'}${own}`)
  }
  return `  [${facts.filter(Boolean).join(' · ')}]`
}

/** Joins neighbours that differ only in how long they took. */
function foldAlike(branches: Branch[]): Branch[] {
  const groups: { shape: string; first: Branch; count: number }[] = []
  for (const branch of branches) {
    const shape = describeShape(branch)
    const last = groups.at(-1)
    if (last?.shape === shape) last.count++
    else groups.push({ shape, first: branch, count: 1 })
  }
  return groups.map(({ first, count }) =>
    count === 1 ? first : { ...first, text: `${first.text} and ${count - 1} more like it` },
  )
}

function describeShape({ text, children }: Branch): string {
  const withoutTimes = text.replace(/[\d.]+ (?:ms|s|min)\b/g, '').replace(/thread \d+/, 'thread')
  return children.length === 0 ? withoutTimes : `${withoutTimes}(${children.map(describeShape).join(',')})`
}

function drawBranches(branches: Branch[], indent: string, lines: string[]): void {
  for (const [index, { text, children }] of branches.entries()) {
    const isLast = index === branches.length - 1
    lines.push(`${indent}${isLast ? '└─' : '├─'} ${text}`)
    drawBranches(children, `${indent}${isLast ? '   ' : '│  '}`, lines)
  }
}

function keyOf({ id, shard = '' }: { id: string; shard?: string }): string {
  return `${shard} ${id}`
}
