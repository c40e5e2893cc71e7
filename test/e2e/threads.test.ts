import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

/** Each way starts a thread of src/thread.js, which says that it is ready, and ends it. */
const ways: Record<string, { body: string; end: string }> = {
  'a natural end': { body: '', end: `await once(worker, 'exit')` },
  'process.exit': { body: 'process.exit(0)', end: `await once(worker, 'exit')` },
  'terminate() while idle': {
    body: 'setInterval(() => {}, 1000)',
    end: 'expect(await worker.terminate()).toBe(1)',
  },
  'terminate() while busy': {
    body: 'for (;;);',
    end: 'expect(await worker.terminate()).toBe(1)',
  },
}

describe('a thread that a test starts', () => {
  test.for(['forks', 'vmForks', 'threads', 'vmThreads'])('is counted in pool %s', async pool => {
    // Only the main thread of a process can interrupt the others.
    const busy = pool.endsWith('orks') ? 1 : 0
    const count = Object.keys(ways).length - 1 + busy
    const project = createProject({
      'vitest.config.ts': configWith(),
      'src/thread.js': `import { parentPort, workerData } from 'node:worker_threads'
function ran() {
  parentPort.postMessage('ready')
}
ran()
new Function(workerData)()
`,
      'test/threads.test.js': `import { once } from 'node:events'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
${Object.entries(ways)
  .map(
    ([name, { body, end }]) => `test(${JSON.stringify(name)}, async () => {
  const worker = new Worker(resolve('src/thread.js'), { workerData: ${JSON.stringify(body)} })
  await once(worker, 'message')
  ${end}
})`,
  )
  .join('\n')}
`,
    })
    const run = await project.run(`--pool=${pool}`)
    expect(run.exitCode, run.stdout).toBe(0)
    expect(countsOf(project.file('src/thread.js')).functions, run.stdout).toEqual({ ran: count })
    expect(run.stdout).toContain(`${count} threads counted${busy ? '' : ', 1 lost'}`)
  })
})
