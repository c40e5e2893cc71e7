import { askToFlush } from '../../system/ask.ts'
import { readStartRecords } from '../../system/start-records.ts'
import { checkDataFolder } from './check-data-folder.ts'
import type { DataFolder } from './run-folder.ts'

/** Time in ms that all live processes together have to answer before the report. */
const askLimit = 2000

/** Asks all live processes for their data. Returns a message if the folder lost data. */
export async function askForData(folder: DataFolder): Promise<string | undefined> {
  const fault = checkDataFolder(folder)
  await askToFlush(folder.dataFile, readStartRecords(folder.dataFile), { timeout: askLimit })
  return fault
}
