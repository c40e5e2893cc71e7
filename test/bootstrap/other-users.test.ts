// What root starts as another user, and processes of root's that change to another user.
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { addRequire } from '../../bootstrap/node/node-options.ts'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { writeProgram } from './program.ts'
import { bootstrap, createDataFolder, nodeBinary, runBoth, start } from './run-process.ts'

/** A program that changes to another user between two calls. */
const changing = (change: string, then = '') => ({
  'main.cjs': `function before() {}
function after() {}
before()
${change}
after()
process.chdir('/')
${then}
`,
})

describe.skipIf(process.getuid?.() !== 0)('as another user (needs root)', () => {
  test.for([
    ['process.setuid', 'process.setgid(65534)\nprocess.setuid(65534)'],
    ['process.setuid with a name', `process.setuid('nobody')`],
    ['process.seteuid', 'process.seteuid(65534)'],
  ] as const)('a process that changes by %s is counted', async ([, change]) => {
    const root = writeProgram(changing(change))
    const { bare, counted, data } = await runBoth([join(root, 'main.cjs')], { root })
    expect(counted).toEqual(bare)
    expect([data.count('before'), data.count('after'), data.live]).toEqual([1, 1, []])
  })

  test('a process that a test kills after it has changed is counted', async () => {
    const root = writeProgram({
      ...changing(
        `process.setuid(65534)`,
        `console.log('ready')
setInterval(() => {}, 1000)`,
      ),
      'parent.cjs': `const child = require('node:child_process').spawn(process.execPath, [__dirname + '/main.cjs'])
child.stdout.once('data', () => child.kill())
child.on('exit', (...end) => console.log(end))`,
    })
    const { bare, counted, data } = await runBoth([join(root, 'parent.cjs')], {
      root,
      config: { askTimeout: 1000 },
    })
    expect(counted).toEqual(bare)
    expect(data.count('after')).toBe(1)
  })

  test.for([
    ['setpriv', `['setpriv', '--reuid=65534', '--clear-groups', process.execPath, '-e', '1']`, ''],
    ['process.setuid in its starter', `[process.execPath, '-e', '1']`, 'process.setuid(65534)'],
  ] as const)(
    'a Node that may not read the bootstrap, because of %s, ends as without covtree and is listed',
    async ([, command, change]) => {
      const folder = mkdtempSync(join(tmpdir(), 'covtree-hidden-'))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      chmodSync(folder, 0o700)
      cpSync(dirname(bootstrap), join(folder, 'bootstrap'), { recursive: true })
      const hidden = join(folder, 'bootstrap/index.cjs')
      const root = writeProgram(
        changing(
          change,
          `const [file, ...args] = ${command}
const { status, stderr } = require('node:child_process').spawnSync(file, args, { encoding: 'utf8' })
console.log(status, stderr)`,
        ),
      )
      const data = createDataFolder({ bootstrap: hidden }, root)
      const env = { ...data.env, NODE_OPTIONS: addRequire('', hidden) }
      const { code, stdout } = await start([join(root, 'main.cjs')], { env, execPath: nodeBinary }).ended
      expect([code, stdout]).toEqual([0, '0 \n'])
      const { processes } = await combineFolder(data.folder, { root })
      expect(processes.filter(({ state }) => state === 'lost')).toMatchObject([
        { reason: expect.stringContaining('starts Node as another user') },
      ])
    },
  )
})
