import { describeWarnings } from '../../report/output/terminal.ts'
import { OptionError } from '../../run/option.ts'
import { type ResolvedOptions, resolveOptions } from '../../run/options.ts'
import type { Command } from '../command.ts'
import { type Fact, findFacts, redactWords } from '../doctor/facts.ts'
import { type ProbeResult, runProbes } from '../doctor/run-probes.ts'
import { placeOptions } from '../option-specs.ts'
import { resolveSettings } from '../settings.ts'

/** `covtree doctor`: what is here, and which ways to start a process work. */
export const doctor: Command = {
  usage: 'covtree doctor [options]',
  description: `
Says which versions, settings and variables it finds, starts a process each way
and looks whether its data arrives. Made to be pasted into a bug report: values
that look secret are left out. Exits with 1 if one did not arrive.
`,
  options: placeOptions,
  examples: ['covtree doctor', 'covtree doctor > doctor.txt'],
  async run({ flags, operands }) {
    if (operands.length > 0)
      throw new OptionError(
        `\`covtree doctor\` takes nothing but options: leave out \`${operands.join(' ')}\`.`,
      )
    const { root, processes } = await resolveSettings(flags)
    const { results, childOptions, warnings } = await runProbes(processes)
    const facts: Fact[] = [
      ...findFacts(root),
      ['settings', describeSettings(processes)],
      ['NODE_OPTIONS of a child', redactWords(childOptions)],
    ]
    const lost = results.filter(({ state }) => state === 'lost' || state === 'failed').length
    const lines = [
      ...alignFacts(facts),
      '',
      'Processes started:',
      ...alignFacts(results.map(describeResult)),
      '',
      lost === 0 ? 'All that could be tried arrived.' : `${lost} did not arrive.`,
      ...describeWarnings(warnings),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
    return lost === 0 ? 0 : 1
  },
}

function describeResult({ name, state, reason }: ProbeResult): Fact {
  return [name, reason === undefined ? state : `${state}: ${reason}`]
}

/** Describes the settings that are not at their defaults. */
function describeSettings(settings: ResolvedOptions): string {
  const defaults: Record<string, unknown> = { ...resolveOptions(true) }
  const changed = Object.entries(settings).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(defaults[key]),
  )
  // The patterns to hide may be secrets themselves.
  return (
    changed.map(([key, value]) => (key === 'redact' ? 'redact: …' : `${key}: ${String(value)}`)).join(', ') ||
    'defaults'
  )
}

function alignFacts(facts: Fact[]): string[] {
  const width = Math.max(...facts.map(([name]) => name.length))
  return facts.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}
