import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { ProcessRecord } from '../../core/index.ts'
import { createPathMapper, type MapPath } from '../../core/path-aliases.ts'
import { countNoun } from '../../report/output/count-noun.ts'
import type { RunWarning } from '../../report/output/terminal.ts'
import { combineFolder } from '../../run/combine-folder.ts'
import { hasData } from '../../run/data/kept-data.ts'
import { readKeptMaps, readKeptPaths } from '../../run/data/kept-maps.ts'
import { OptionError } from '../../run/option.ts'
import { withProgress } from '../../run/progress.ts'
import type { Command } from '../command.ts'
import { flagsOf, placeOptions, reportOptions } from '../option-specs.ts'
import { resolveSettings } from '../settings.ts'
import { createProcessReporter, showResults } from '../show-results.ts'

/** `covtree report`: reports from data that was kept. */
export const report: Command = {
  usage: 'covtree report [options] [dir]',
  description: `
Reports from the data that \`covtree run --keep\` or \`covtree combine\` left in
.covtree or another folder. The data stays. Exits with 1 if --check or
--fail-on-lost says no.
`,
  options: [...reportOptions, ...flagsOf('dataDir'), ...placeOptions],
  examples: ['covtree report --reporter text --reporter lcov', 'covtree report --check lines=90 .covtree'],
  async run({ flags, operands }) {
    if (operands.length > 1) {
      throw new OptionError(
        `Too many folders (${operands.join(', ')}): use \`covtree combine\` to put them into one first.`,
      )
    }
    const settings = await resolveSettings(flags)
    const folder = operands[0] === undefined ? settings.dataDir : resolve(operands[0])
    if (!existsSync(folder) || !hasData(folder)) {
      const name = relative(process.cwd(), folder) || '.'
      process.stderr.write(
        `covtree: No data in ${name}: keep data with \`covtree run --keep\`, add data with \`covtree combine\`, or name another folder.\n`,
      )
      return 1
    }
    const paths = [...settings.paths, ...readKeptPaths(folder)]
    const kept = readKeptMaps(folder, paths)
    const reporter = createProcessReporter(settings, kept.map)
    const { onProcessLines } = reporter
    const combined = await withProgress(['combining', 'processes'], onProgress =>
      combineFolder(folder, { ...settings, paths, ...kept, onProcessLines, onProgress }),
    )
    const warnings: RunWarning[] = []
    if (kept.unreadable.length > 0) {
      const files = countNoun(kept.unreadable.length, 'coverage map')
      warnings.push({ message: `${files} could not be read (unreadable-data)`, details: kept.unreadable })
    }
    const foreign = describeForeignFolder(combined.processes, createPathMapper(paths))
    if (foreign) warnings.push({ message: foreign })
    return showResults({ ...combined, warnings: [...warnings, ...combined.warnings] }, reporter, settings)
  },
}

/** Returns a message if no process ran in a folder of this machine: the data is from elsewhere, and no alias maps its paths. */
function describeForeignFolder(processes: readonly ProcessRecord[], mapPath: MapPath): string | undefined {
  const folders = processes.map(process => process.cwd).filter(Boolean)
  const [first] = folders
  if (first === undefined || folders.some(folder => existsSync(mapPath(`${folder}/`)))) return undefined
  return `the data comes from ${first}, which is not on this machine: name its folder here with \`--paths ${first}=.\` (foreign-folder)`
}
