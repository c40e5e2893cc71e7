import { describeWarnings } from '../../report/output/terminal.ts'
import { type ResolvedOptions, resolveOptions } from '../../run/options.ts'
import type { Command } from '../command.ts'
import { type Fact, findFacts, redactWords } from '../doctor/facts.ts'
import { findMistakes, hasTemporaryFolder, type Mistake } from '../doctor/mistakes.ts'
import { type ProbeResult, type ProbeResults, runProbes } from '../doctor/run-probes.ts'
import { placeOptions } from '../option-specs.ts'
import { resolveSettings } from '../settings.ts'

/** `covtree doctor`: finds mistakes in a setup, and tries each way to start a process. */
export const doctor: Command = {
  usage: 'covtree doctor [options]',
  description: `
Finds mistakes in the setup of this project and says what to write instead.
Then starts a process each way and checks whether its data arrives. Prints the
versions, settings and variables for a bug report, without values that look
secret. Exits with 1 if there is a mistake, or if data did not arrive.
`,
  options: placeOptions,
  examples: ['covtree doctor', 'covtree doctor > doctor.txt'],
  takesOptionsAlone: true,
  async run({ flags }) {
    const { root, processes } = await resolveSettings(flags)
    const mistakes = findMistakes(root)
    const probed = hasTemporaryFolder() ? await runProbes(processes) : undefined
    const facts: Fact[] = [...findFacts(root), ['settings', describeSettings(processes)]]
    if (probed) facts.push(['NODE_OPTIONS of a child', redactWords(probed.childOptions)])
    const lines = [...alignFacts(facts), '', ...describeMistakes(mistakes), '', ...describeProbes(probed)]
    process.stdout.write(`${lines.join('\n')}\n`)
    return mistakes.length === 0 && probed?.results.every(({ state }) => !isLost(state)) ? 0 : 1
  },
}

function describeMistakes(mistakes: readonly Mistake[]): string[] {
  if (mistakes.length === 0) return ['No mistake found in the setup.']
  return [
    'Mistakes in the setup:',
    ...mistakes.flatMap(({ problem, fix }) => [`  - ${problem}`, `    ${fix}`]),
  ]
}

function describeProbes(probed: ProbeResults | undefined): string[] {
  if (!probed) return ['No process was started: there is no folder for data.']
  const { results, warnings } = probed
  const lost = results.filter(({ state }) => isLost(state)).length
  return [
    'Processes started:',
    ...alignFacts(results.map(describeResult)),
    '',
    lost === 0 ? 'All that could be tried arrived.' : `${lost} did not arrive.`,
    ...describeWarnings(warnings),
  ]
}

function isLost(state: ProbeResult['state']): boolean {
  return state === 'lost' || state === 'failed'
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
