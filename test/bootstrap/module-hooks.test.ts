// Hooks of `module.register` and `--loader` run in a thread of Node's own, which stops without running any more JavaScript.
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeProgram } from './program.ts'
import { type Outcome, type RunData, runBoth } from './run-process.ts'

const register = (specifier: string) =>
  `import { register } from 'node:module'\nregister('${specifier}', import.meta.url)\nawait import('./target.mjs')\n`

const files = {
  'package.json': JSON.stringify({
    name: 'own',
    imports: { '#hooks': './hooks.mjs' },
    exports: { './hooks': './hooks.mjs' },
  }),
  'hooks.mjs': `import { seen } from './part.mjs'\nexport const load = (url, context, next) => { seen(url); return next(url, context) }\n`,
  'part.mjs': 'export function seen(url) { return url }\n',
  'target.mjs': `console.log('target')\n`,
  'main.mjs': register('./hooks.mjs'),
  'imports.mjs': register('#hooks'),
  'itself.mjs': register('own/hooks'),
  'linked.mjs': register('linked'),
  'after-tool.mjs': register('tool').replace('await', `register('./hooks.mjs', import.meta.url)\nawait`),
  'data.mjs': register('data:text/javascript,').replace(
    `javascript,'`,
    `javascript,export*from' + JSON.stringify(new URL('hooks.mjs', import.meta.url))`,
  ),
  'preload.cjs': `require('node:module').register('./hooks.mjs', require('node:url').pathToFileURL(__filename))\n`,
  'exits.mjs': `${register('./hooks.mjs')}process.exit(3)\n`,
  'fails.mjs': `${register('./hooks.mjs')}throw new Error('on purpose')\n`,
  'aborts.mjs': `${register('./hooks.mjs')}process.kill(process.pid, 'SIGTERM')\nsetInterval(() => {}, 1000)\n`,
  'tool.mjs': register('tool'),
  'tool-by-path.mjs': register('./node_modules/tool/index.mjs'),
  'tool-made.mjs': register('./.made.loader.mjs'),
  '.made.loader.mjs': `export const load = (url, context, next) => next(url, context)\n`,
  'linked/index.mjs': `export * from '../hooks.mjs'\n`,
  'linked/package.json': '{ "exports": "./index.mjs" }',
  'node_modules/tool/index.mjs': `export const load = (url, context, next) => next(url, context)\n`,
  'node_modules/tool/package.json': '{ "exports": "./index.mjs" }',
  'hooks-exit.mjs': `export const load = () => process.exit(5)\n`,
  'hooks-throw.mjs': `throw new Error('in the hooks')\n`,
  'hooks-hang.mjs': `export const load = () => new Promise(() => {})\n`,
  'hooks-look.mjs': `export const initialize = () => console.error(process.eventNames(), Error.stackTraceLimit)\n`,
  'hangs.mjs': register('./hooks-hang.mjs'),
  'ends-in-hooks.mjs': register('./hooks-exit.mjs'),
  'throws.mjs': register('./hooks-throw.mjs'),
  'looks.mjs': register('./hooks-look.mjs'),
}

async function run(args: string[]): Promise<{ bare: Outcome; counted: Outcome; data: RunData }> {
  const root = writeProgram(files)
  symlinkSync('../linked', join(root, 'node_modules/linked'))
  const outcome = await runBoth(['--no-warnings', ...args], { cwd: root, root: `${root}/` })
  expect(outcome.counted).toEqual(outcome.bare)
  return outcome
}

describe('hooks of the project are counted', () => {
  test.for([
    ['registered by a path', ['main.mjs']],
    ['registered by a name in the package’s imports', ['imports.mjs']],
    ['registered by the package’s own name', ['itself.mjs']],
    ['registered from a linked package', ['linked.mjs']],
    ['registered after those of an installed tool', ['after-tool.mjs']],
    ['imported by hooks in a data: URL', ['data.mjs']],
    ['registered by a preload', ['--require', './preload.cjs', 'target.mjs']],
    ['named by --loader', ['--loader', './hooks.mjs', 'target.mjs']],
    ['named by --experimental-loader=', ['--experimental-loader=./hooks.mjs', 'target.mjs']],
    ['of a process that calls process.exit', ['exits.mjs']],
    ['of a process that throws', ['fails.mjs']],
    ['of a process that kills itself', ['aborts.mjs']],
  ] as const)('%s', async ([, args]) => {
    const { counted, data } = await run([...args])
    expect(counted.stdout).toBe('target\n')
    expect(data.count('seen')).toBeGreaterThan(0)
    if (counted.signal === null) expect(data.live).toEqual([])
  })
})

test.for(['tool.mjs', 'tool-by-path.mjs', 'tool-made.mjs'])(
  'hooks of a tool cost nothing: %s',
  async name => {
    const { data } = await run([name])
    expect(data.ids()).toHaveLength(1)
  },
)

test.for([
  ['never answer', 'hangs.mjs'],
  ['end the process', 'ends-in-hooks.mjs'],
  ['throw', 'throws.mjs'],
  ['look around', 'looks.mjs'],
])('hooks that %s do so as without covtree', async ([, name]) => {
  await run([name!])
})
