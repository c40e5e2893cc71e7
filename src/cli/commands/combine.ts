import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { countNoun } from '../../report/output/count-noun.ts'
import { eraseData } from '../../run/data/erase-data.ts'
import { holdsData, type Imported, importData } from '../../run/data/import-data.ts'
import { partNames } from '../../run/data/kept-data.ts'
import { keepPaths, readKeptPaths } from '../../run/data/kept-maps.ts'
import { hideFromGit } from '../../run/data/own-files.ts'
import { OptionError } from '../../run/option.ts'
import { withProgress } from '../../run/progress.ts'
import type { Command } from '../command.ts'
import { flagsOf, placeOptions } from '../option-specs.ts'
import { resolveSettings } from '../settings.ts'
import { printErrors } from '../show-results.ts'

/** `covtree combine`: puts data of several runs or machines into one folder. */
export const combine: Command = {
  usage: 'covtree combine [options] [dirs or files]',
  description: `
Puts the data of several runs, shards or machines into one folder for
\`covtree report\`. Reads data folders of covtree, NODE_V8_COVERAGE folders (of
c8, of Deno's --coverage), Istanbul's coverage-final.json, and blobs of Vitest.
Data of covtree is moved, files of other tools are copied. Without names, the
folders inside of the data folder are combined.
`,
  options: [
    { name: 'keep', short: 'k', kind: 'switch', help: 'Copy data of covtree instead of moving it.' },
    { name: 'append', kind: 'switch', help: 'Add to the data that is in the data folder already.' },
    { name: 'strict', kind: 'switch', help: 'Exit with 1 if a file could not be read.' },
    ...flagsOf('paths', 'dataDir'),
    ...placeOptions,
  ],
  examples: [
    'covtree combine shards/*',
    'covtree combine --paths /app=. container-data',
    'covtree combine .covtree coverage/tmp packages/*/coverage/coverage-final.json',
  ],
  async run({ flags, operands }) {
    const settings = await resolveSettings(flags)
    const target = settings.dataDir
    const sources = operands.length > 0 ? operands.map(name => resolve(name)) : listInner(target)
    for (const source of sources) {
      if (!existsSync(source))
        throw new OptionError(`Cannot combine ${relative(process.cwd(), source)}: it is not there.`)
    }
    const isTargetKept = settings.append || sources.includes(target)
    if (!isTargetKept) eraseData(target)
    mkdirSync(target, { recursive: true, mode: 0o700 })
    hideFromGit(target)

    const sum: Imported = { processes: 0, maps: 0, unreadable: [] }
    await withProgress(['combining', 'folders'], show => {
      for (const [index, source] of sources.entries()) {
        if (source === target) continue
        show(index, sources.length)
        keepPaths(target, readKeptPaths(source))
        const { processes, maps, unreadable } = importData(source, { target, keep: settings.keep })
        sum.processes += processes
        sum.maps += maps
        sum.unreadable.push(...unreadable)
      }
    })
    keepPaths(target, settings.paths)
    return describe(sum, relative(process.cwd(), target) || '.', flags.strict === true)
  },
}

/** Lists the data folders inside a folder, such as a CI's download of several artifacts. */
function listInner(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !partNames.includes(entry.name))
    .map(entry => join(folder, entry.name))
    .filter(holdsData)
    .sort()
}

function describe({ processes, maps, unreadable }: Imported, target: string, isStrict: boolean): number {
  if (unreadable.length > 0) {
    const names = unreadable.map(path => `  ${relative(process.cwd(), path)}`)
    printErrors([
      `covtree: ${countNoun(unreadable.length, 'data file')} could not be read (unreadable-data)`,
      ...names,
    ])
  }
  if (processes + maps === 0) {
    printErrors([
      'covtree: No data found: name folders of `covtree run --no-report`, or files of other tools.',
    ])
    return 1
  }
  const parts = [
    processes > 0 && countNoun(processes, 'data file'),
    maps > 0 && countNoun(maps, 'coverage map'),
  ].filter(Boolean)
  process.stdout.write(`Combined ${parts.join(' and ')} into ${target}.\n`)
  return isStrict && unreadable.length > 0 ? 1 : 0
}
