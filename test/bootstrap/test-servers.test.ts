import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Settings } from '../../bootstrap/settings.ts'
import { saveServers } from '../../bootstrap/vitest/test-servers.ts'
import { createDataFolder, fixtures, isProcHidden, start } from './run-process.ts'

test.skipIf(isProcHidden)(
  'a server that has run nothing since the last test is not asked (needs /proc)',
  async () => {
    const data = createDataFolder()
    const server = start([join(fixtures, 'embed/server.cjs'), 'nothing'], {
      env: { ...data.env, COVTREE_CONTEXT: 'globalSetup' },
    })
    await server.saw('ready')
    const settings = { dataFile: data.env.COVTREE_DATAFILE, config: { askTimeout: 10_000 } } as Settings
    let asked = 0
    const save = () => {
      const before = asked
      asked = saveServers(settings, 'test/a.test.js > works').asked
      return asked > before
    }
    const count = () => data.read().files.length

    // It writes the counts of its start, and then only waits.
    expect(save()).toBe(true)
    let before: number
    do before = count()
    while (save())
    expect(count()).toBe(before)

    server.child.stdin!.write('request\n')
    await server.saw('served')
    expect(save()).toBe(true)
    expect(data.read().count('serve')).toBe(1)
  },
)
