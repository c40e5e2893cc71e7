import type { Vitest } from 'vitest/node'
import type { DataFolder } from '../run/data/run-folder.ts'
import type { ResolvedOptions } from '../run/options.ts'

/** The measurement of one Vitest instance. */
export interface Run {
  vitest: Vitest
  options: ResolvedOptions
  folder: DataFolder
}
