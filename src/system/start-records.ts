import { dataFolderNames } from '../contract/data-layout.ts'
import { folderOf } from '../contract/folder-of.ts'
import type { ProcessInfo } from '../contract/process-info.ts'
import { readWhenFree } from './busy-file.ts'
import { listNames } from './list-names.ts'

/**
 * Reads the start records in a data folder, without those of threads that are known to be over. A process removes its record when it ends, and
 * leaves it when it is killed.
 * @param pid reads the records of this process alone
 * @param threads reads the records of these threads of `pid` alone
 */
export function readStartRecords(
  dataFile: string,
  pid?: number,
  threads?: ReadonlySet<number>,
): ProcessInfo[] {
  const folder = `${folderOf(dataFile)}/${dataFolderNames.live}`
  const names = listNames(folder)
  const records: ProcessInfo[] = []
  const over = new Set(
    names.filter(name => name.endsWith('.over')).map(name => name.slice(0, -'.over'.length)),
  )
  for (const name of names) {
    if (!name.endsWith('.json') || name.startsWith('.') || (pid && !name.startsWith(`${pid}-`))) continue
    // An id begins with pid and thread.
    if (threads && !threads.has(Number(name.split('-')[1]))) continue
    if (over.size > 0 && over.has(name.slice(0, -'.json'.length))) continue
    try {
      records.push(JSON.parse(readWhenFree(`${folder}/${name}`)))
    } catch {
      // The process has ended and removed its record since the listing.
    }
  }
  return records
}
