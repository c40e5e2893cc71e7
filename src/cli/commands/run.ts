import { eraseData } from '../../run/data/erase-data.ts'
import { guardFolder } from '../../run/data/guard-folder.ts'
import { hideFromGit } from '../../run/data/own-files.ts'
import { type Measurement, measure } from '../../run/measure.ts'
import { OptionError } from '../../run/option.ts'
import { withProgress } from '../../run/progress.ts'
import type { Command } from '../command.ts'
import { describeError } from '../describe-error.ts'
import { flagsOf, placeOptions, reportOptions } from '../option-specs.ts'
import { runCommand } from '../run-command.ts'
import { resolveSettings, type Settings } from '../settings.ts'
import { createProcessReporter, printErrors, showResults } from '../show-results.ts'

/** `covtree run`: runs a command and counts all processes below it. */
export const run: Command = {
  usage: 'covtree run [options] [--] <command> [arguments]',
  description: `
Runs a command as it is, with its input, output and signals, counts what every
Node process and thread below it ran, and reports. Exits as the command did;
with 1 if the command succeeded but --check or --fail-on-lost says no.
`,
  options: [
    ...reportOptions,
    {
      name: 'no-report',
      kind: 'switch',
      help: 'Only keep the data, for `covtree combine` or `covtree report`.',
    },
    ...flagsOf('dataDir', 'keep', 'append', 'context', 'checkpoint', 'saveSignal', 'askTimeout'),
    ...placeOptions,
  ],
  examples: [
    'covtree run node --test',
    'covtree run --include src --reporter html --check 90 -- npx mocha --parallel',
    'covtree run --no-report -- ./start-server.sh     # then: covtree report',
  ],
  takesCommand: true,
  async run({ flags, operands }) {
    const [command, ...args] = operands
    if (command === undefined)
      throw new OptionError('Missing command: write `covtree run [options] -- <command>`.')
    const settings = await resolveSettings(flags)
    const isReported = flags.noReport !== true
    const isKept = settings.keep || settings.append || !isReported || flags.dataDir !== undefined
    if (isKept && !settings.append) eraseData(settings.dataDir)
    const measurement = measure({
      roots: [settings.root],
      settings: settings.processes,
      context: settings.context,
      ...(isKept && { dataDir: settings.dataDir }),
    })
    if (isKept) hideFromGit(settings.dataDir)
    const release = isKept ? () => {} : guardFolder(() => measurement.remove())
    try {
      const { outcome, isStarted } = await runCommand(command, args)
      measurement.stop()
      if (!isReported || !isStarted) return outcome
      const failure = await report(measurement, settings)
      return outcome === 0 ? failure : outcome
    } finally {
      release()
    }
  },
}

/** Reports and returns the exit code. Never throws: the command's own exit code matters more than a failed report. */
async function report(measurement: Measurement, settings: Settings): Promise<number> {
  try {
    const reporter = createProcessReporter(settings)
    const { onProcessLines } = reporter
    const combined = await withProgress(['combining', 'processes'], onProgress =>
      measurement.combine({ ...settings, onProcessLines, onProgress }),
    )
    return showResults(combined, reporter, settings)
  } catch (error) {
    printErrors([describeError(error)])
    return 1
  }
}
