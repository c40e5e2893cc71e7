import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from '../command.ts'
import { diffLines } from '../init/diff.ts'
import { type Change, planChange } from '../init/plan-change.ts'
import { placeOptions } from '../option-specs.ts'
import { findRoot } from '../settings.ts'

/** `covtree init`: sets covtree up in a project. */
export const init: Command = {
  usage: 'covtree init [options]',
  description: `
Sets covtree up in this project: adds the plugin and the option to the Vitest
config, the reporter to the Jest config, or makes a covtree.config.json. Shows
the change first, and asks before it writes. Without a terminal it only shows
the change; --yes writes it. A config that it cannot change safely stays as it
is: it prints what to write.
`,
  options: [
    { name: 'yes', short: 'y', kind: 'switch', help: 'Write without a question.' },
    placeOptions.find(option => option.name === 'root')!,
  ],
  examples: ['covtree init', 'covtree init --yes'],
  takesOptionsAlone: true,
  async run({ flags }) {
    const root = findRoot(flags)
    const change = planChange(root)
    const { file, before, after, advice, next } = change
    if (after === undefined) {
      print([`${file} cannot be changed safely. Write there:`, '', ...indent(advice.split('\n'))])
      return 1
    }
    if (after === before) print([`${file} is set up already.`])
    else if (!(await write(root, change, flags.yes === true))) return 1
    print(['', 'Next:', ...indent(next)])
    return 0
  },
}

/** Shows a change and writes it, unless the user says no. Returns whether it was written. */
async function write(root: string, { file, before, after }: Change, isSure: boolean): Promise<boolean> {
  print([before === undefined ? `New file ${file}:` : `Change of ${file}:`, ''])
  print(
    before === undefined
      ? after!
          .trimEnd()
          .split('\n')
          .map(line => `+ ${line}`)
      : diffLines(before, after!),
  )
  if (!isSure && !(process.stdin.isTTY && process.stdout.isTTY)) {
    print(['', 'Nothing was written: `covtree init --yes` writes it.'])
    return false
  }
  if (!isSure && !(await ask('\nWrite it? [Y/n] '))) return false
  // `wx`: a file that has come since is not overwritten.
  writeFileSync(join(root, file), after!, { flag: before === undefined ? 'wx' : 'w' })
  print(['', `Wrote ${file}.`])
  return true
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(question)
  terminal.close()
  return /^(?:y(?:es)?)?$/i.test(answer.trim())
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

function indent(lines: readonly string[]): string[] {
  return lines.map(line => (line === '' ? line : `  ${line}`))
}
