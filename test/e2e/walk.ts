// A page of docs as steps: a test follows the page as a newcomer would, and compares what is printed with what the page shows.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './toolchain.ts'

/** One step of a page. */
export type Step =
  /** A block of code whose first line names a file. */
  | { kind: 'file'; path: string; text: string }
  /** A line of a block of shell commands. */
  | { kind: 'command'; words: string[] }
  /** An indented block: the last command's output, or a part of it. */
  | { kind: 'output'; text: string }

/** The steps of the page's first section that has one of these headings, and of the next ones. */
export function readSteps(page: string, headings: readonly string[]): Step[] {
  const sections = readFileSync(join(repository, page), 'utf8').split(/^## /m)
  return headings.flatMap(heading => {
    const section = sections.find(text => text.startsWith(`${heading}\n`))
    if (!section) throw new Error(`${page} has no section "${heading}"`)
    // A block between fences, or indented lines with empty ones between them.
    const blocks = section.matchAll(/^```(\w+)\n([\s\S]*?)^```$|^ {4}\S.*\n(?:(?: {4}.*)?\n)*/gm)
    return [...blocks].flatMap(([block, language, text]) =>
      language ? readBlock(language, text!) : readOutput(block),
    )
  })
}

function readBlock(language: string, text: string): Step[] {
  if (language === 'sh') {
    const lines = text.trim().split('\n')
    return lines.map(line => ({ kind: 'command', words: line.split(' ') }))
  }
  const [, path, rest] = /^\/\/ (\S+)\n(.*)$/s.exec(text) ?? []
  return path ? [{ kind: 'file', path, text: rest! }] : []
}

function readOutput(block: string): Step[] {
  return [{ kind: 'output', text: block.replace(/^ {4}/gm, '').trim() }]
}

/** Vitest's and Jest's flag that keeps a loaded machine from failing a test of the page. */
export const patience = '--testTimeout=100000'

/** An output from its table on, without what depends on time; all of it where it has no table. */
export function comparable(output: string): string {
  return output
    .slice(Math.max(0, output.indexOf('----------|')))
    .replace(/^ {2}slowest start: .*\n/gm, '')
    .replace(/\d+(\.\d+)? (ms|s)\b/g, 'n ms')
    .replace(/ +$/gm, '')
    .trim()
}
