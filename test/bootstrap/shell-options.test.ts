import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { addToAssignments, addToShellCommand } from '../../bootstrap/spawn/shell-options.ts'
import { writeProgram } from './program.ts'
import { nodeBinary, runBoth } from './run-process.ts'

/** Shell commands that give a Node its own NODE_OPTIONS; `node` prints what it finds. */
const assigning = [
  'NODE_OPTIONS=--no-warnings node show.cjs',
  'NODE_OPTIONS= node show.cjs',
  `NODE_OPTIONS='--no-warnings --title="a b"' node show.cjs`,
  'NODE_OPTIONS="$NODE_OPTIONS --no-warnings" node show.cjs',
  `NODE_OPTIONS="--no-warnings \${NODE_OPTIONS}" node show.cjs`,
  'OTHER="a; b" NODE_OPTIONS=--no-warnings FORCE=1 node show.cjs',
  'cd . && NODE_OPTIONS=--no-warnings node show.cjs | cat',
  'export NODE_OPTIONS=--no-warnings; node show.cjs',
  'env NODE_OPTIONS=--no-warnings node show.cjs',
  'if true; then NODE_OPTIONS=--no-warnings exec node show.cjs; fi',
  'NODE_OPTIONS="--stack-trace-limit=$(echo 5)" node show.cjs',
  "sh -c 'node show.cjs'",
]

/** Shell commands that only mention the variable. */
const mentioning = [
  'echo NODE_OPTIONS=--no-warnings > .env; cat .env; node show.cjs',
  `echo "NODE_OPTIONS=--no-warnings; NODE_OPTIONS=" 'a && NODE_OPTIONS=b'; node show.cjs`,
  'cat <<EOF\nNODE_OPTIONS=--no-warnings\nEOF\nnode show.cjs',
  'echo a \\; NODE_OPTIONS=b; node show.cjs',
]

test.for([undefined, '--no-deprecation'])(
  'a program whose NODE_OPTIONS a shell command assigns finds it as it was assigned, and is counted (outside: %s)',
  async outside => {
    const env = {
      PATH: `${dirname(nodeBinary)}:${process.env.PATH}`,
      ...(outside && { NODE_OPTIONS: outside }),
    }
    const root = writeProgram({
      'main.cjs': `const { execSync, spawn } = require('node:child_process')
const env = ${JSON.stringify(env)}
for (const command of ${JSON.stringify([...assigning, ...mentioning])}) console.log(execSync(command, { encoding: 'utf8', env }))
const child = spawn('NODE_OPTIONS=--no-warnings node show.cjs', { env, shell: 'sh' })
child.stdout.pipe(process.stdout)
console.log(child.spawnargs)`,
      'show.cjs': `function show() { console.log(process.env.NODE_OPTIONS, process.execArgv, Object.keys(process.env).filter(name => name.startsWith('COVTREE'))) }
show()`,
    })
    const { bare, counted, data } = await runBoth(['main.cjs'], { cwd: root, root })
    expect(counted).toEqual(bare)
    expect(data.count('show')).toBe(assigning.length + mentioning.length + 1)
  },
)

test.for([
  ['NODE_OPTIONS=a node b', "NODE_OPTIONS='-r /x '\\''y '" + 'a node b'],
  ['a NODE_OPTIONS=b', undefined],
  ['NODE_OPTIONS=$NODE_OPTIONS', undefined],
  [`NODE_OPTIONS="a \${NODE_OPTIONS:-b}" c`, undefined],
  ['NODE_OPTIONS="a', "NODE_OPTIONS='-r /x '\\''y '" + '"a'],
] as const)('the shell command %j becomes %j', ([command, expected]) => {
  expect(addToAssignments(command, "-r /x 'y")).toBe(expected ?? command)
})

test.for([
  [['sh', '-c', 'NODE_OPTIONS=a b'], 2],
  [['/bin/bash', '--norc', '-eo', 'pipefail', '-c', 'NODE_OPTIONS=a b', 'name', '-c'], 5],
  [['zsh', '-lc', 'NODE_OPTIONS=a b'], 2],
  [['sh', 'NODE_OPTIONS=a', '-c', 'NODE_OPTIONS=a b'], undefined],
  [['sh', '-c', 'b', 'NODE_OPTIONS=a'], undefined],
  [['sh', '-c'], undefined],
  [['docker', '-c', 'NODE_OPTIONS=a b'], undefined],
] as const)('of the arguments %j, the one at %s is changed', ([args, at]) => {
  const changed = addToShellCommand({ file: args[0], args: [...args] }, '/x')
  const expected: string[] = [...args]
  if (at !== undefined) expected[at] = "NODE_OPTIONS='-r /x 'a b"
  expect(changed ?? args).toEqual(expected)
})
