import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Act, createDataFolder, fixtures, isGuarded, runBoth, start } from './run-process.ts'

const checkpoint = 50
const program = join(fixtures, 'works-for-a-while.cjs')
const send = (pid: number, signal: string) => execFileSync('/bin/kill', [`-${signal}`, String(pid)])
const stepsIn = (stdout: string) => Number(/steps (\d+)/.exec(stdout)![1])
const withoutSteps = <T extends { stdout: string }>(outcome: T) => ({
  ...outcome,
  stdout: outcome.stdout.replace(/steps \d+/, 'steps'),
})

describe('a checkpoint', () => {
  test('saves the counts of a process in a synchronous loop, each once', async () => {
    const over = join(createDataFolder().folder, 'over')
    const act: Act = async (running, data) => {
      await data?.sawReason('checkpoint', 3)
      writeFileSync(over, '')
      await running.ended
      rmSync(over)
    }
    const { bare, counted, data } = await runBoth([program, over], { config: { checkpoint }, act })
    expect(withoutSteps(counted)).toEqual(withoutSteps(bare))
    expect(data.count('step')).toBe(stepsIn(counted.stdout))
    expect(data.live).toEqual([])
    expect(data.ends()).toEqual([0])
  })

  test('is not written while nothing happens', async () => {
    const { counted, data } = await runBoth([program, '300', 'idle'], { config: { checkpoint } })
    expect(data.count('step')).toBe(stepsIn(counted.stdout))
    // 1.5 s of waiting are 30 times the pace; the end of the wait itself is work.
    const idle = data.files.filter(
      ({ covtree: { reason }, result }) => reason === 'checkpoint' && !result.length,
    )
    expect(idle.length).toBeLessThan(5)
  })

  test.for(['KILL', 'SEGV', 'ABRT', 'BUS', 'FPE'])('holds what was counted before SIG%s', async signal => {
    const act: Act = async (running, data) => {
      await running.saw('steps')
      // The second one after the start of the endless loop holds all that was before.
      const before = data?.read().files.length ?? 0
      await data?.sawFile(new RegExp(`-${before + 1}\\.json$`))
      send(running.child.pid!, signal)
    }
    const { bare, counted, data } = await runBoth([program, '300', 'work'], { config: { checkpoint }, act })
    expect(withoutSteps(counted)).toEqual(withoutSteps(bare))
    expect(counted.signal).toBe(`SIG${signal}`)
    expect(data.count('step')).toBeGreaterThanOrEqual(stepsIn(counted.stdout))
    expect(data.files.every(file => file.covtree.reason === 'checkpoint')).toBe(true)
    expect(data.live).toHaveLength(1)
  })

  test('holds what was counted before the heap was full', async () => {
    const args = ['--max-old-space-size=60', program, '300', 'fill']
    const { bare, counted, data } = await runBoth(args, { config: { checkpoint } })
    expect([counted.code, counted.signal]).toEqual([bare.code, bare.signal])
    expect(data.count('step')).toBeGreaterThan(0)
    expect(data.live).toHaveLength(1)
  })
})

describe('the save signal', () => {
  test('has a process write its data and go on', async () => {
    const data = createDataFolder({ saveSignal: 'SIGUSR2' })
    const running = start([program, '10', 'wait'], { env: data.env })
    await running.saw('steps')
    for (const count of [1, 2]) {
      send(running.child.pid!, 'USR2')
      await data.sawReason('save', count)
    }
    expect(data.read().count('step')).toBe(stepsIn(running.stdout()))
    send(running.child.pid!, 'TERM')
    const outcome = await running.ended
    expect(outcome.signal).toBe('SIGTERM')
    expect(data.read().count('step')).toBe(stepsIn(outcome.stdout))
  })

  test('kills as without covtree when it is not set', async () => {
    const act: Act = async running => {
      await running.saw('steps')
      send(running.child.pid!, 'USR2')
    }
    const { bare, counted } = await runBoth([program, '10', 'wait'], { act })
    expect(withoutSteps(counted)).toEqual(withoutSteps(bare))
    expect(counted.signal).toBe('SIGUSR2')
  })
})

test('a busy process that is killed saves the texts that only its memory holds', async () => {
  const act: Act = async (running, data) => {
    await isGuarded(running, data)
    running.child.stdin!.write('\n')
    await running.saw('busy')
    send(running.child.pid!, 'TERM')
  }
  const { bare, counted, data } = await runBoth([join(fixtures, 'in-memory-busy.cjs')], { act })
  expect(counted).toEqual(bare)
  expect(data.ends()).toEqual(['SIGTERM'])
  expect(data.count('work')).toBeGreaterThan(0)
  const script = data.files.at(-1)!.covtree.scripts.find(({ text }) => text)
  expect(data.text(script!.text!)).toContain('exports.work = function work()')
})
