import { closeSync, mkdirSync, openSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { readRegularFile } from '../system/read-regular-file.ts'
import type { ProcessReport } from './content/model.ts'
import { isPage, printPage } from './output/html.ts'
import { linkFromIndex } from './output/index-link.ts'
import { writeJobSummary } from './output/job-summary.ts'
import { printJson } from './output/json.ts'
import { findReport } from './output/report-links.ts'
import { describeProcesses } from './output/terminal.ts'
import type { TerminalStyle } from './output/terminal-style.ts'
import { drawTree } from './output/tree.ts'

/** Where a process report is written, and in which forms. */
export interface PublishOptions {
  /** Absolute path of the folder of the coverage reports. */
  folder: string
  /** Write the page. */
  html: boolean
  /** Keep which tests ran which line in subprocess.json. */
  contexts: boolean
  /** Print the tree. */
  tree: boolean
  /** Write a job summary where one is asked for. */
  jobSummary: boolean
  environment: NodeJS.ProcessEnv
  /** Other processes may be missing without a trace. */
  hidesProcesses?: boolean
  /** How the printed lines are decorated. */
  style: TerminalStyle
}

/** How much source text a page may hold, in UTF-16 units: browsers open that without a pause. */
const mostSource = 20_000_000

/** Writes subprocess.json, the page and the job summary. Returns the lines to print, with one for each file that could not be written. */
export function publishReport(report: ProcessReport, options: PublishOptions): string[] {
  const { folder } = options
  const { root } = report
  const faults: string[] = []
  /** Returns whether a file could be written: there may be no room, or no permission. */
  const tryWriting = (path: string, write: () => void): boolean => {
    try {
      write()
      return true
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      faults.push(`covtree: ${showPath(root, path)} could not be written (${code}) (unwritable-report)`)
      return false
    }
  }
  const json = join(folder, 'subprocess.json')
  tryWriting(json, () => {
    mkdirSync(folder, { recursive: true })
    writeParts(json, printJson(report, options.contexts))
  })
  const page = join(folder, 'subprocess/index.html')
  if (!options.html) removePage(page)
  const isPageThere = options.html && tryWriting(page, () => writePage(report, folder, page))
  const shown = isPageThere ? showPath(root, page) : undefined
  const statements = report.totals?.statements
  const { style, hidesProcesses = false } = options
  const context = { root, page: shown, pageFile: page, statements, hidesProcesses, style }
  const lines = describeProcesses(report.processes, context)
  if (options.tree) lines.push(...drawTree(report))
  if (options.jobSummary) lines.push(...writeJobSummary(report, options.environment))
  return [...lines, ...faults]
}

function writePage(report: ProcessReport, folder: string, page: string): void {
  mkdirSync(dirname(page), { recursive: true })
  writeFileSync(page, printPage(report, readSources(report), findReport(folder, report)))
  linkFromIndex(folder, page, report.summary.lost)
}

/** Removes the page of an earlier run: beside the new subprocess.json it would show other processes. */
function removePage(page: string): void {
  try {
    if (!isPage(readFileSync(page, 'utf8'))) return
    rmSync(page)
    rmdirSync(dirname(page))
  } catch {
    // There is none, or the folder holds other files.
  }
}

/** How much text is collected for one write, in UTF-16 units. */
const chunk = 2 ** 16

/** Writes a text that comes in parts, so that the whole of it is never in memory. */
function writeParts(path: string, parts: Iterable<string>): void {
  const file = openSync(path, 'w')
  try {
    let text = ''
    for (const part of parts) {
      text += part
      if (text.length < chunk) continue
      writeFileSync(file, text)
      text = ''
    }
    writeFileSync(file, text)
  } finally {
    closeSync(file)
  }
}

/** Prints a path relative to the project if it lies inside: short to read and to copy. */
function showPath(root: string, path: string): string {
  const short = relative(root, path)
  return (short.startsWith('..') || isAbsolute(short) ? path : short).split(sep).join('/')
}

function readSources({ root, files = [] }: ProcessReport): (string | undefined)[] {
  let left = mostSource
  return files.map(file => {
    try {
      const text = readRegularFile(resolve(root, file.path))
      if (text.length > left) return undefined
      left -= text.length
      return text
    } catch {
      // The file is of a shard, and not on this machine: the page shows its lines without text.
      return undefined
    }
  })
}
