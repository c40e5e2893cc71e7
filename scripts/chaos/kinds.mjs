// The programs of the chaos run, and the ways to end them. `ran` writes a file once its process runs.
const ran = `const fs = require('node:fs')
fs.writeFileSync(process.env.STARTED + '/' + process.pid, process.env.NUMBER)
`

/** Programs by name; those named `part-` are started by others. */
export const children = {
  'idle.cjs': `${ran}setInterval(() => {}, 1000)`,
  'busy.cjs': `${ran}for (let n = 0; ; n++);`,
  'short.cjs': `${ran}setTimeout(() => {}, 50)`,
  'at-once.cjs': ran,
  'async.mjs': `import fs from 'node:fs'
fs.writeFileSync(process.env.STARTED + '/' + process.pid, process.env.NUMBER)
for (;;) await new Promise(resolve => setTimeout(resolve, 5))`,
  'code.cjs': `${ran}setTimeout(() => process.exit(7), 30)`,
  'throws.cjs': `${ran}setTimeout(() => { throw new Error('chaos') }, 30)`,
  'graceful.cjs': `${ran}setInterval(() => {}, 1000)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => setTimeout(() => process.exit(9), 10))`,
  'threads.cjs': `${ran}const { Worker } = require('node:worker_threads')
for (const end of ['setInterval(() => {}, 1000)', 'for (;;);', '', 'process.exit(2)']) new Worker(end, { eval: true })
setInterval(() => {}, 1000)`,
  'tree.cjs': `${ran}const { spawn } = require('node:child_process')
for (const part of ['part-leaf.cjs', 'part-leaf.cjs']) spawn(process.execPath, [require.resolve('./' + part)], { env: { STARTED: process.env.STARTED, NUMBER: process.env.NUMBER }, stdio: 'ignore' })
setInterval(() => {}, 1000)`,
  'blocked.cjs': `${ran}require('node:child_process').spawnSync(process.execPath, [require.resolve('./part-leaf.cjs')])`,
  'part-leaf.cjs': `${ran}const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.exit(0) }, 20)
setTimeout(() => process.exit(0), 300)`,
}

const own = {
  'short.cjs': [0],
  'at-once.cjs': [0],
  'code.cjs': [7],
  'throws.cjs': [1],
  'blocked.cjs': [0],
}
const by = signal => ({
  isWrong(end, kind) {
    const allowed = [signal, ...(own[kind] ?? [])]
    if (kind === 'graceful.cjs' && signal !== 'SIGKILL') allowed.push(9)
    return allowed.includes(end) ? '' : `expected ${allowed}`
  },
})

/** Ways to end a child. `end` is called after the child's delay. */
export const endings = {
  'child.kill': { ...by('SIGTERM'), end: child => child.kill() },
  'child.kill, SIGKILL': { ...by('SIGKILL'), end: child => child.kill('SIGKILL') },
  'process.kill': { ...by('SIGINT'), end: child => kill(child.pid, 'SIGINT') },
  'process.kill, SIGKILL': { ...by('SIGKILL'), end: child => kill(child.pid, 'SIGKILL') },
  'process.kill of the group': { ...by('SIGHUP'), end: child => kill(-child.pid, 'SIGHUP') },
  'process.kill of the group, SIGKILL': { ...by('SIGKILL'), end: child => kill(-child.pid, 'SIGKILL') },
  'kill from a shell': { ...by('SIGTERM'), end: (child, shell) => shell(`kill -TERM ${child.pid}`) },
  'kill from a shell, SIGKILL': { ...by('SIGKILL'), end: (child, shell) => shell(`kill -KILL ${child.pid}`) },
  'an AbortSignal': { ...by('SIGTERM'), end: (_child, _shell, controller) => controller.abort() },
  'two in a row': {
    ...by('SIGTERM'),
    end: child => {
      child.kill()
      child.kill()
    },
  },
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}
