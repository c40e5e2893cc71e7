import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as embed from '../../src/embed/index.ts'
import { type Act, createDataFolder, fixtures, runBoth, start } from './run-process.ts'

const server = join(fixtures, 'embed/server.cjs')
const send = (pid: number, signal: string) => execFileSync('/bin/kill', [`-${signal}`, String(pid)])
/** A request, then signals; it may be busy with the first when the second comes. */
const serveAnd =
  (...signals: string[]): Act =>
  async running => {
    await running.saw('ready')
    running.child.stdin!.write('request\n')
    await running.saw('served')
    for (const signal of signals) send(running.child.pid!, signal)
  }

describe('flushOnSignal', () => {
  test.for([
    { what: 'nothing', end: 'SIGTERM' },
    { what: 'twice', end: 'SIGTERM' },
    { what: 'before', end: 3 },
    { what: 'again', end: 'SIGTERM' },
  ])('flushes a process that has just started, and leaves its end as it is: $what', async ({ what, end }) => {
    const { bare, counted, data } = await runBoth([server, what], { act: serveAnd('TERM') })
    expect(counted).toEqual(bare)
    expect(counted.signal ?? counted.code).toBe(end)
    expect(data.count('serve')).toBe(1)
    expect(data.ends()).toEqual([end])
  })

  test('calls a `once` listener of the program, and the next signal ends the process', async () => {
    const act: Act = async running => {
      await serveAnd('TERM')(running)
      await running.saw('farewell')
      send(running.child.pid!, 'TERM')
    }
    const { bare, counted, data } = await runBoth([server, 'once'], { act })
    expect(counted).toEqual(bare)
    expect(counted.signal).toBe('SIGTERM')
    expect([data.count('serve'), data.count('farewell')]).toEqual([1, 1])
  })

  test('flushes on a signal that ends nothing', async () => {
    const data = createDataFolder()
    const running = start([server, 'harmless'], { env: data.env })
    await serveAnd('WINCH')(running)
    await data.sawReason('embed')
    running.child.stdin!.end()
    expect((await running.ended).code).toBe(0)
    expect(data.read().count('serve')).toBe(1)
  })

  test('works in a program that reloads itself on SIGHUP', async () => {
    const act: Act = async running => {
      await serveAnd('HUP')(running)
      while (running.stdout().split('ready').length < 3) await running.saw(`${running.stdout()}ready`)
      running.child.stdin!.write('request\n')
      while (running.stdout().split('served').length < 3) await running.saw(`${running.stdout()}served`)
      running.child.stdin!.end()
    }
    const { bare, counted, data } = await runBoth([server, 'reload'], { act })
    expect(counted).toEqual(bare)
    expect(data.count('serve')).toBe(2)
    expect(data.live).toEqual([])
  })
})

test('flush writes what was counted and goes on', async () => {
  const data = createDataFolder()
  const running = start([server, 'flush'], { env: data.env })
  await serveAnd()(running)
  expect(data.read().files.map(file => file.covtree.reason)).toEqual(['embed'])
  expect(data.read().count('serve')).toBe(1)
  running.child.stdin!.end()
  await running.ended
  expect(data.read().count('serve')).toBe(1)
})

test('can be imported from a module', async () => {
  const { bare, counted, data } = await runBoth([join(fixtures, 'embed/module.mjs')])
  expect(counted).toEqual(bare)
  expect(counted.stdout).toBe('true\n')
  expect(data.count('ran')).toBe(1)
})

test('does nothing outside a run', () => {
  const before = process.listenerCount('SIGTERM')
  embed.flushOnSigterm()
  expect([embed.isActive(), embed.flush(), process.listenerCount('SIGTERM')]).toEqual([false, false, before])
  expect(Object.keys(createRequire(import.meta.url)('covtree/embed')).sort()).toEqual(
    Object.keys(embed).sort(),
  )
})

test('an error names a signal that no process can catch', () => {
  expect(() => embed.flushOnSignal('sigterm' as 'SIGTERM')).toThrow(
    "Invalid signal 'sigterm': use 'SIGTERM'.",
  )
  expect(() => embed.flushOnSignal('SIGKILL')).toThrow(
    "Invalid signal 'SIGKILL': no process can catch it, use 'SIGTERM'.",
  )
})
