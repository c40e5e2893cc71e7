import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestTime } from '../../contract/data-file.ts'
import { dataFolderNames } from '../../contract/data-layout.ts'
import { listNames } from '../../system/list-names.ts'

/** Reads when tests ran beside servers, sorted by start. Lines that cannot be read are left out. */
export function readTestTimes(dataFile: string): TestTime[] {
  const folder = join(dirname(dataFile), dataFolderNames.live)
  const times = listNames(folder)
    .filter(name => name.endsWith('.tests'))
    .flatMap(name => readLines(join(folder, name)))
  return times.sort((a, b) => a.start - b.start)
}

function readLines(path: string): TestTime[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap(line => {
      try {
        const time: unknown = JSON.parse(line)
        return isTestTime(time) ? [time] : []
      } catch {
        // The last line of a worker that was killed.
        return []
      }
    })
}

function isTestTime(value: unknown): value is TestTime {
  const { context, start, end } = (value ?? {}) as Partial<TestTime>
  return typeof context === 'string' && Number.isFinite(start) && Number.isFinite(end)
}
