import { chmodSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findReplacer } from '../../bootstrap/spawn/replaced-options.ts'
import { combine } from '../../src/core/combining/combine.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, nodeBinary, start } from './run-process.ts'

const files: Record<string, string> = {
  'replaces.sh': '#!/bin/sh\nexport NODE_OPTIONS=--no-warnings\nnode show.cjs\n',
  'in-one-line.sh': '#!/usr/bin/env bash\nset -eu\nexec env NODE_OPTIONS="--no-warnings" node show.cjs\n',
  'unsets.sh': '#!/bin/sh\nunset OTHER NODE_OPTIONS\nnode show.cjs\n',
  'empties.sh': '#!/bin/sh\nenv -i PATH="$PATH" node show.cjs\n',
  'outer.sh': '#!/bin/sh\ncd . && ./replaces.sh "$@"\n',
  'adds.sh': '#!/bin/sh\nexport NODE_OPTIONS="$NODE_OPTIONS --no-warnings"\nnode show.cjs\n',
  'sometimes.sh':
    '#!/bin/sh\n# NODE_OPTIONS=--inspect helps\nif [ -n "$DEBUG" ]; then export NODE_OPTIONS=--inspect; fi\nnode show.cjs\n',
  bun: '#!/bin/sh\necho "no Node runs $1"\n',
  Makefile: 'all:\n\tNODE_OPTIONS=--no-warnings node show.cjs\n',
}

/** Starts, and what the report names as the cause. */
const replacing: [file: string, args: string[], by: string][] = [
  ['./replaces.sh', [], './replaces.sh'],
  ['sh', ['-c', 'bash ./in-one-line.sh | cat'], './in-one-line.sh'],
  ['./outer.sh', [], './outer.sh'],
  ['sh', ['-c', 'unset NODE_OPTIONS; node show.cjs'], 'sh'],
  ['env', ['NODE_OPTIONS=--no-warnings', 'node', 'show.cjs'], 'env'],
  ['./bun', ['show.cjs'], 'bun'],
]
const harmless: [file: string, args: string[]][] = [
  ['./adds.sh', []],
  ['./sometimes.sh', []],
  ['sh', ['-c', 'NODE_OPTIONS=--no-warnings node show.cjs']],
]

test.for([
  ['make', ['all'], 'Makefile'],
  ['sh', ['replaces.sh'], 'replaces.sh'],
  ['./unsets.sh', [], './unsets.sh'],
  ['env', ['OTHER=1', 'node', 'show.cjs'], undefined],
  ['sh', ['-c', 'cd . && ./replaces.sh'], './replaces.sh'],
  ['./empties.sh', [], './empties.sh'],
  ['env', ['-i', 'node', 'show.cjs'], 'env'],
  ['sh', ['-c', 'timeout 5 bash -e "./replaces.sh"'], './replaces.sh'],
  ['sh', ['-c', 'cat ./replaces.sh; chmod +x ./replaces.sh'], undefined],
  ['cp', ['./replaces.sh', 'copy.sh'], undefined],
  ['sudo', ['-u', 'other', 'node', 'show.cjs'], 'sudo'],
  ['/usr/sbin/runuser', ['-u', 'other', '--', 'node', 'show.cjs'], 'runuser'],
  ['sh', ['-c', 'exec su-exec other node show.cjs'], 'su-exec'],
  ['sh', ['-c', 'cd . && node --snapshot-blob s.blob --build-snapshot show.cjs'], '--build-snapshot'],
  ['sh', ['-c', 'node show.cjs; echo --build-snapshot'], undefined],
  ['grep', ['-r', 'sudo node', '.'], undefined],
  ['docker', ['run', '-e', 'NODE_OPTIONS=--no-warnings', 'image'], undefined],
  ['/opt/bin/bun', ['src/cli.ts', 'build'], 'bun'],
  ['bun', ['run', '--silent', './cli.js'], 'bun'],
  ['sh', ['-c', 'cd . && deno run -A src/cli.ts'], 'deno'],
  ['bun', ['install'], undefined],
  ['bun', ['build', 'src/cli.ts'], undefined],
  ['bun', ['node_modules/tool/cli.js'], undefined],
  ['sh', ['-c', 'NODE_OPTIONS="$OLD" ./no-such.sh'], 'sh'],
  ['sh', ['-c', 'NODE_OPTIONS="-r /covtree $OLD" ./adds.sh'], undefined],
] as const)('%s %j is a start below which NODE_OPTIONS is replaced by %s', ([file, args, by]) => {
  const cwd = writeProgram(files)
  expect(findReplacer({ file, args: [file, ...args], cwd }, '/covtree')).toBe(by)
})

test('a start below which NODE_OPTIONS is replaced is listed as lost, unless a counted process came from it', async () => {
  const starts = [...replacing, ...harmless].map(([file, args]) => [file, args])
  const root = writeProgram({
    ...files,
    'main.cjs': `const { spawnSync } = require('node:child_process')
for (const [file, args] of ${JSON.stringify(starts)}) {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' })
  console.log(file, args, status, stdout, stderr)
}`,
    'show.cjs': `function show() { console.log('shown') }\nshow()`,
  })
  for (const name of Object.keys(files)) chmodSync(join(root, name), 0o755)
  const env = { PATH: `${dirname(nodeBinary)}:${process.env.PATH}` }
  const bare = await start(['main.cjs'], { cwd: root, env }).ended
  const data = createDataFolder({}, root)
  const counted = await start(['main.cjs'], { cwd: root, env: { ...data.env, ...env } }).ended
  expect(counted).toEqual(bare)
  expect(data.read().count('show')).toBe(harmless.length)
  const { processes } = await combine({
    dataFile: join(data.folder, 'data'),
    map: {},
    isIncluded: () => true,
  })
  const lost = processes.filter(({ state }) => state === 'lost')
  expect(lost.map(({ argv, reason }) => [argv, reason])).toEqual(
    replacing.map(([file, args, by]) => [
      [file, ...args],
      by === 'bun'
        ? 'bun runs its program, and covtree counts in Node alone'
        : `${by} replaces NODE_OPTIONS, so covtree was not loaded below it`,
    ]),
  )
})
