import { relative, resolve } from 'node:path'
import { countNoun } from '../../report/output/count-noun.ts'
import { eraseData } from '../../run/data/erase-data.ts'
import { hasData } from '../../run/data/kept-data.ts'
import type { Command } from '../command.ts'
import { flagsOf, placeOptions } from '../option-specs.ts'
import { resolveSettings } from '../settings.ts'

/** `covtree erase`: removes data that was kept. */
export const erase: Command = {
  usage: 'covtree erase [options] [dirs]',
  description: `
Removes the data that was kept in .covtree or another folder, and the folder
if nothing else is in it. Files that covtree did not make stay.
`,
  options: [...flagsOf('dataDir'), ...placeOptions],
  examples: ['covtree erase', 'covtree erase shards/1 shards/2'],
  async run({ flags, operands }) {
    const settings = await resolveSettings(flags)
    const folders = operands.length > 0 ? operands.map(name => resolve(name)) : [settings.dataDir]
    for (const folder of folders) {
      const name = relative(process.cwd(), folder) || '.'
      const isThere = hasData(folder)
      const count = eraseData(folder)
      process.stdout.write(
        isThere ? `Removed ${countNoun(count, 'data file')} from ${name}.\n` : `No data in ${name}.\n`,
      )
    }
    return 0
  },
}
