import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs a program of the set-up. A file takes its output: Wine's services outlive a program of Windows, and would keep a pipe open.
 * @param options.limit what takes longer hangs, in seconds
 */
export async function runProgram(command, args, { env = {}, cwd, limit = 120 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'program-'))
  const output = openSync(join(folder, 'output'), 'a')
  // In a process group of its own: whatever it has started ends with it.
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  })
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
  process.on('exit', end)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    end()
  }, limit * 1000)
  try {
    const result = await new Promise(resolve => {
      child.on('error', resolve)
      child.on('exit', (code, signal) => resolve(signal ?? code))
    })
    if (result === 0) return
    const reason = isLate ? `took longer than ${limit} s` : `failed: ${result.message ?? result}`
    const text = readFileSync(join(folder, 'output'), 'utf8').slice(-4000)
    throw new Error(`\`${command} ${args.join(' ')}\` ${reason}\n${text}`)
  } finally {
    clearTimeout(timer)
    process.off('exit', end)
    closeSync(output)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Does a step of the set-up, and prints how long it took. */
export async function timeStep(name, act) {
  const start = performance.now()
  const result = await act()
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}
