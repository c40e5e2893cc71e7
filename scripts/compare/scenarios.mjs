// The programs that a test starts, and the right counts: by file and line, how often the statement there ran in all processes.
// `start.mjs` exports start(), which a test calls under Vitest and a plain program calls under c8 and nyc.

const plain = `function work(n) {
  if (n > 1) {
    return 'many'
  }
  return 'one'
}
`
const counts = { 'src/child.js': { 2: 1, 5: 1 } }

/** A child that says it is ready and waits; `end` is how start() ends it. */
const server = end => ({
  files: {
    'src/child.js': `${plain}work(1)\nrequire('node:net').createServer().listen(0, () => console.log('ready'))\n`,
    'start.mjs': `import { spawn } from 'node:child_process'
import { once } from 'node:events'
export async function start() {
  const child = spawn(process.execPath, ['src/child.js'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  const exit = once(child, 'exit')
  ${end}
  await exit
}
`,
  },
  expected: counts,
})

/** A child that runs to its end. */
const child = (end, options = '') => ({
  files: {
    'src/child.js': `${plain}work(1)\n${end}\n`,
    'start.mjs': `import { spawnSync } from 'node:child_process'
export const start = () => void spawnSync(process.execPath, ['src/child.js'], { stdio: 'ignore' ${options} })
`,
  },
  expected: counts,
})

export const scenarios = [
  { name: 'a child that ends normally', ...child('') },
  { name: '`process.exit` in the child', ...child('process.exit(3)') },
  { name: 'an uncaught error in the child', ...child("throw new Error('expected')") },
  { name: '`process.abort()` in the child', ...child('process.abort()') },
  { name: 'a child given `env: {}`', ...child('', ', env: {}') },
  { name: 'a server that the test ends with SIGTERM', ...server("child.kill('SIGTERM')") },
  { name: 'a server that the test ends with SIGKILL', ...server("child.kill('SIGKILL')") },
  {
    name: 'a thread of the child, ended by `terminate()`',
    files: {
      'src/thread.js': `${plain}work(1)\nrequire('node:worker_threads').parentPort.postMessage('ready')\nsetInterval(() => {}, 1000)\n`,
      'src/child.js': `const { Worker } = require('node:worker_threads')
const worker = new Worker(require.resolve('./thread.js'))
worker.once('message', () => worker.terminate())
`,
      'start.mjs': `import { spawnSync } from 'node:child_process'
export const start = () => void spawnSync(process.execPath, ['src/child.js'], { stdio: 'ignore' })
`,
    },
    expected: { 'src/thread.js': { 2: 1, 5: 1 } },
  },
  {
    name: 'a file that the test imports and a child runs, too',
    files: {
      'src/both.mjs': `export function work(n) {
  if (n > 1) {
    return 'many'
  }
  return 'one'
}
if (process.argv[2] === 'run') work(1)
`,
      'start.mjs': `import { spawnSync } from 'node:child_process'
import { work } from './src/both.mjs'
export const start = () => {
  work(2)
  spawnSync(process.execPath, ['src/both.mjs', 'run'], { stdio: 'ignore' })
  spawnSync(process.execPath, ['src/both.mjs', 'run'], { stdio: 'ignore' })
}
`,
    },
    expected: { 'src/both.mjs': { 2: 3, 3: 1, 5: 2 } },
  },
  {
    name: 'the same in TypeScript, with types that Node strips',
    files: {
      'src/both.ts': `interface Job {
  size: number
}
export function work(job: Job): string {
  if (job.size > 1) {
    return 'many'
  }
  return 'one'
}
if (process.argv[2] === 'run') work({ size: 1 })
`,
      'start.mjs': `import { spawnSync } from 'node:child_process'
import { work } from './src/both.ts'
export const start = () => {
  work({ size: 2 })
  spawnSync(process.execPath, ['src/both.ts', 'run'], { stdio: 'ignore' })
  spawnSync(process.execPath, ['src/both.ts', 'run'], { stdio: 'ignore' })
}
`,
    },
    expected: { 'src/both.ts': { 5: 3, 6: 1, 8: 2 } },
  },
  {
    name: 'TypeScript that a child runs with tsx',
    files: {
      'src/child.ts': `enum Size { Small = 1, Large = 2 }
interface Job {
  size: Size
}
export function work(job: Job): string {
  if (job.size === Size.Large) {
    return 'many'
  }
  return 'one'
}
work({ size: Size.Small })
`,
      'start.mjs': `import { spawnSync } from 'node:child_process'
export const start = () => void spawnSync(process.execPath, ['--import', 'tsx', 'src/child.ts'], { stdio: 'ignore' })
`,
    },
    expected: { 'src/child.ts': { 6: 1, 9: 1 } },
  },
  {
    name: 'the sources of a bundle with a source map',
    files: {
      'src/child.ts': `import { work } from './work.ts'
work(1)
`,
      'src/work.ts': `export function work(n: number): string {
  if (n > 1) {
    return 'many'
  }
  return 'one'
}
`,
      'start.mjs': `import { spawnSync } from 'node:child_process'
export const start = () => void spawnSync(process.execPath, ['dist/child.js'], { stdio: 'ignore' })
`,
    },
    bundle: 'src/child.ts',
    expected: { 'src/work.ts': { 2: 1, 5: 1 } },
  },
  {
    name: 'a server that globalSetup starts',
    onlyVitest: true,
    files: {
      'src/child.js': `${plain}work(1)\nrequire('node:net').createServer().listen(0, () => console.log('ready'))\n`,
      'setup.mjs': `import { spawn } from 'node:child_process'
import { once } from 'node:events'
export default async () => {
  const child = spawn(process.execPath, ['src/child.js'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return async () => {
    const exit = once(child, 'exit')
    child.kill()
    await exit
  }
}
`,
      'start.mjs': 'export const start = () => {}\n',
    },
    globalSetup: 'setup.mjs',
    expected: counts,
  },
]
