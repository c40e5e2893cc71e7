// A run that is killed leaves its data folder in the system's temporary folder. The next run removes it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../../core/texts/same-text.ts'
import { isAlive } from '../../system/alive.ts'
import { removeQuietly } from '../../system/busy-file.ts'
import { listNames } from '../../system/list-names.ts'
import { isHere, readPlace } from '../../system/place.ts'
import { readStat } from '../../system/proc-stat.ts'

/** The process that a data folder belongs to. */
interface Owner {
  pid: number
  osStartTime?: string
  /** Containers may share a temporary folder. */
  place: string
}

const ownerFile = 'owner.json'

/** Notes that this process owns a folder. */
export function claimFolder(folder: string): void {
  const { pid } = process
  const osStartTime = readStat(pid)?.startTime
  const owner: Owner = { pid, ...(osStartTime && { osStartTime }), place: readPlace() }
  writeFileSync(join(folder, ownerFile), JSON.stringify(owner), { mode: 0o600 })
}

/** Notes that a folder is to outlive its owner. */
export function disclaimFolder(folder: string): void {
  removeQuietly(join(folder, ownerFile))
}

/** Removes the data folders in `parent` whose owners have ended. */
export function sweepFolders(parent: string): void {
  for (const name of listNames(parent)) {
    if (!/^covtree-\w{6}$/.test(name)) continue
    const owner = readOwner(join(parent, name, ownerFile))
    if (!owner || !isHere(owner.place) || isAlive(owner)) continue
    // A folder stays that a process still writes to, or that belongs to another user.
    removeQuietly(join(parent, name), { recursive: true })
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    const owner: Partial<Owner> | null = JSON.parse(readText(path) ?? 'null')
    return typeof owner?.pid === 'number' && typeof owner.place === 'string' ? (owner as Owner) : undefined
  } catch {
    return undefined
  }
}
