import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { configWith, countsOf, createProject } from './project.ts'

/** Each way starts src/target.js once and resolves when it has ended. */
const ways: Record<string, string> = {
  spawn: `once(spawn(node, [target]), 'close')`,
  'spawn, empty environment': `once(spawn(node, [target], { env: {} }), 'close')`,
  'spawn, own NODE_OPTIONS': `once(spawn(node, [target], { env: { NODE_OPTIONS: '--no-warnings' } }), 'close')`,
  'spawn, other folder': `once(spawn(node, [target], { cwd: '/' }), 'close')`,
  'spawn with a shell': `once(spawn('"' + node + '" "' + target + '"', { shell: true }), 'close')`,
  exec: `promisify(cp.exec)('"' + node + '" "' + target + '"')`,
  'exec, empty environment': `promisify(cp.exec)('"' + node + '" "' + target + '"', { env: {} })`,
  execFile: `promisify(cp.execFile)(node, [target])`,
  spawnSync: `cp.spawnSync(node, [target])`,
  'spawnSync, empty environment': `cp.spawnSync(node, [target], { env: {} })`,
  execSync: `cp.execSync('"' + node + '" "' + target + '"', { stdio: 'ignore' })`,
  execFileSync: `cp.execFileSync(node, [target], { stdio: 'ignore' })`,
  fork: `once(cp.fork(target, { stdio: 'ignore' }), 'close')`,
  'a named import': `once(named(target, { stdio: 'ignore' }), 'close')`,
  execa: `execa(node, [target])`,
  'execa without the environment': `execa(node, [target], { extendEnv: false })`,
  execaSync: `execaSync(node, [target])`,
  execaNode: `execaNode(target)`,
  'npm script': `promisify(cp.exec)('npm run --silent target')`,
  'a shebang': `once(spawn(target), 'close')`,
  'a grandchild': `once(spawn(node, ['-e', 'require("child_process").execFileSync(process.execPath, [process.argv[1]], { env: {} })', target]), 'close')`,
}

describe('a child process, however started', () => {
  test('is counted once', async () => {
    const names = Object.keys(ways)
    const project = createProject({
      'vitest.config.ts': configWith(),
      'package.json': '{ "type": "module", "scripts": { "target": "node src/target.js" } }',
      'src/target.js': '#!/usr/bin/env node\nconsole.log(process.argv.length)\n',
      'test/ways.test.js': `import * as cp from 'node:child_process'
import { fork as named, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { execa, execaNode, execaSync } from 'execa'
import { test } from 'vitest'
const node = process.execPath
const target = resolve('src/target.js')
${names.map(name => `test(${JSON.stringify(name)}, async () => { await ${ways[name]} })`).join('\n')}
`,
    })
    chmodSync(join(project.root, 'src/target.js'), 0o755)
    for (const pool of ['forks', 'threads', 'vmForks', 'vmThreads']) {
      const run = await project.run(`--pool=${pool}`)
      expect(run.stderr).toBe('')
      expect(countsOf(project.file('src/target.js')).lines, run.stdout).toEqual({ 2: names.length })
    }
    // Four runs of 17 starts each.
  }, 400_000)
})
