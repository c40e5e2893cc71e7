import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessRecord } from '../../core/index.ts'
import type { RunWarning } from '../../report/output/terminal.ts'
import { measure } from '../../run/measure.ts'
import type { ResolvedOptions } from '../../run/options.ts'
import { removeQuietly } from '../../system/busy-file.ts'
import { CannotTry, probes, readChildOptions, writePrograms } from './probes.ts'

/** The outcome of one probe. */
export interface ProbeResult {
  name: string
  /** `failed`: the program ended with an error. `not tried`: this machine lacks a program for it. */
  state: 'arrived' | 'lost' | 'failed' | 'not tried'
  reason?: string
}

/** The outcome of all probes. */
export interface ProbeResults {
  results: ProbeResult[]
  /** NODE_OPTIONS of a child. */
  childOptions: string
  /** Warnings of combining their data. */
  warnings: RunWarning[]
}

/** Runs all probes in a temporary folder and checks whose data arrives. */
export async function runProbes(settings: ResolvedOptions): Promise<ProbeResults> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-doctor-')))
  const measurement = measure({ roots: [folder], settings })
  const failures = new Map<string, Omit<ProbeResult, 'name'>>()
  try {
    writePrograms(folder)
    const childOptions = readChildOptions(folder)
    for (const { name, run } of probes) {
      measurement.setContext(name)
      try {
        await run(folder)
      } catch (error) {
        const reason = (error as Error).message.split('\n')[0]!
        failures.set(name, { state: error instanceof CannotTry ? 'not tried' : 'failed', reason })
      }
    }
    const { processes, warnings } = await measurement.combine({ root: folder })
    const results = probes.map(({ name, starts }): ProbeResult => {
      const ofProbe = processes.filter(process => process.context === name)
      return { name, ...(failures.get(name) ?? judge(ofProbe, starts)) }
    })
    return { results, childOptions, warnings }
  } finally {
    measurement.stop()
    measurement.remove()
    removeQuietly(folder, { recursive: true, maxRetries: 3 })
  }
}

function judge(processes: ProcessRecord[], starts: number): Omit<ProbeResult, 'name'> {
  const counted = processes.filter(process => process.state === 'counted').length
  if (counted >= starts) return { state: 'arrived' }
  const other = processes.find(process => process.state !== 'counted')
  if (other) return { state: 'lost', reason: other.reason ?? other.state }
  return { state: 'lost', reason: counted === 0 ? 'left no trace' : `${counted} of ${starts} arrived` }
}
