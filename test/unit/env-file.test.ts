import { expect, test } from 'vitest'
import { addToPairs } from '../../bootstrap/spawn/environment.ts'
import { environmentNames } from '../../src/contract/environment.ts'

// No quotes on a command line.
const preload = '--require=/my project/index.cjs'
const settings = {
  bootstrap: '/my project/index.cjs',
  variables: { [environmentNames.dataFile]: '/data/data' },
  parent: '',
  readContext: () => '',
}

test.each([
  { args: ['node', '--env-file=.env', 'a.js'], isByArgument: true },
  { args: ['node', '--import', 'tsx', '--env-file-if-exists', '.env', 'a.js'], isByArgument: true },
  { args: ['node', '--env-file=.env', 'a.js'], options: '--no-warnings', isByArgument: false },
  { args: ['node', 'a.js', '--env-file=.env'], isByArgument: false },
  { args: ['tsx', '--env-file=.env', 'a.ts'], isByArgument: false },
  // A runner's worker takes its own preload off its environment.
  { args: ['node', '--env-file=.env', 'a.js'], isWorker: true, isByArgument: false },
])(
  '$args with NODE_OPTIONS $options (worker: $isWorker) gets its preload as an argument: $isByArgument',
  row => {
    const given = row.options === undefined ? [] : [`NODE_OPTIONS=${row.options}`]
    const file = row.args[0]!
    const { pairs, args } = addToPairs(given, { ...settings, ...row }, { file, args: row.args })
    expect(args).toEqual(row.isByArgument ? [file, preload, ...row.args.slice(1)] : undefined)
    expect(pairs.some(pair => pair.startsWith(`NODE_OPTIONS="${preload}"`))).toBe(!row.isByArgument)
  },
)
