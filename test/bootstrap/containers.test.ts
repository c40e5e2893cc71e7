// Processes in containers, by Linux' namespaces: the first process of one has pid 1, and other users, read-only disks and shared
// folders are common.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { isAlive } from '../../src/system/alive.ts'
import {
  catchesSignal,
  createDataFolder,
  type DataFolder,
  fixtures,
  nodeBinary,
  type Outcome,
  proc,
  start,
} from './run-process.ts'

const asFirst = ['-pf', '--mount-proc', '--kill-child']
const canUnshare = spawnSync('unshare', [...asFirst, 'true']).status === 0

/** Starts the first process of a container; `pid` is its number outside, once it is guarded. */
async function startFirst(data: DataFolder | undefined) {
  const args = [...asFirst, nodeBinary, join(fixtures, 'is-first.cjs')]
  const running = start(args, { execPath: 'unshare', env: { ...data?.env } })
  await running.saw('ticking')
  const { pid: outer } = running.child
  const pid = Number(readFileSync(`${proc}/${outer}/task/${outer}/children`, 'latin1'))
  if (data) await catchesSignal(pid, 'SIGVTALRM')
  return { running, pid }
}

describe.runIf(canUnshare)('the first process of a container (needs root and unshare)', () => {
  test('survives SIGTERM as without covtree, goes on at once, and is counted', async () => {
    const data = createDataFolder()
    const outcomes: Outcome[] = []
    for (const folder of [undefined, data]) {
      const { running, pid } = await startFirst(folder)
      for (let i = 1; i <= 3; i++) {
        // A process that has run nothing since its last data file writes none.
        running.child.stdin!.write('work')
        await running.saw(`worked ${i}`)
        process.kill(pid, 'SIGTERM')
        await folder?.sawReason('checkpoint', i + 1)
      }
      running.child.stdin!.end()
      outcomes.push(await running.ended)
    }
    const [bare, counted] = outcomes
    expect(counted).toEqual(bare)
    expect(counted).toMatchObject({
      code: 0,
      stdout: 'ticking\nworked 1\nworked 2\nworked 3\nnever frozen\n',
    })
    expect(data.read().count('ran')).toBe(1)
    expect(data.read().ends()).toEqual([0])
  })

  test('is counted when SIGKILL ends it after SIGTERM, as `docker stop` does', async () => {
    const data = createDataFolder()
    const { running, pid } = await startFirst(data)
    running.child.stdin!.write('work')
    await running.saw('worked')
    process.kill(pid, 'SIGTERM')
    await data.sawReason('checkpoint', 2)
    process.kill(pid, 'SIGKILL')
    await running.ended
    expect(data.read().count('worked')).toBe(1)
  })

  test('two of them that share a data folder, with equal pids, are both counted', async () => {
    const data = createDataFolder()
    const args = [...asFirst, nodeBinary, join(fixtures, 'exit-normal.cjs')]
    const runs = [1, 2].map(() => start(args, { execPath: 'unshare', env: { ...data.env } }))
    for (const { ended } of runs) expect((await ended).code).toBe(0)
    expect(data.read().ids()).toHaveLength(2)
    expect(data.read().count('ran')).toBe(2)
    expect(data.read().live).toEqual([])
  })

  test('whose /proc is that of another container is counted, with a group of processes that it kills', async () => {
    const data = createDataFolder()
    const args = ['-pf', '--kill-child', nodeBinary, join(fixtures, 'kills-group.cjs'), 'group', 'SIGKILL']
    const outcomes: Outcome[] = []
    for (const env of [{}, data.env]) outcomes.push(await start(args, { execPath: 'unshare', env }).ended)
    expect(outcomes[1]).toEqual(outcomes[0])
    expect(data.read().count('ran')).toBe(1)
  })

  test('its lost process is not taken for one that runs outside or in another container under the same pid', async () => {
    const data = createDataFolder()
    const [killed, other] = [await startFirst(data), await startFirst(data)]
    // As macOS writes it: without the system's start stamp.
    const { osStartTime: _, ...record } = data.read().live[0]!
    expect(record.pid).toBe(1)
    // Outside, pid 1 lives as well.
    expect([isAlive(record), isAlive({ pid: 1 })]).toEqual([false, true])
    for (const { pid, running } of [killed, other]) {
      process.kill(pid, 'SIGKILL')
      await running.ended
    }
    const { processes } = await combineFolder(data.folder, { root: fixtures })
    expect(processes.map(({ state }) => state)).not.toContain('still-running')
  })
})

describe.runIf(canUnshare)('a process on a read-only root (needs root and unshare)', () => {
  /** Makes all but the mounts below it read-only, in a namespace of its own, and runs the rest of the command line. */
  const readOnly = 'mount --make-rprivate / && mount -o remount,bind,ro / && exec "$@"'
  const withData = `mount --make-rprivate / && mount --bind "$0" "$0" && ${readOnly}`
  const program = [nodeBinary, join(fixtures, 'exit-code.cjs')]
  const run = (script: string, data?: DataFolder) =>
    start(['-m', 'sh', '-c', script, data?.folder ?? 'sh', ...program], {
      execPath: 'unshare',
      env: { ...data?.env },
    }).ended

  test('is counted where its data folder is mounted', async () => {
    const data = createDataFolder()
    expect(await run(withData, data)).toEqual(await run(readOnly))
    expect(data.read().count('ran')).toBe(1)
    expect(data.read().live).toEqual([])
  })

  test('runs as without covtree where the data folder is read-only, too', async () => {
    const data = createDataFolder()
    expect(await run(readOnly, data)).toEqual(await run(readOnly))
    expect(data.read().files).toEqual([])
  })
})
