import { askToFlush } from '../../system/ask.ts'
import { readStartRecords } from '../../system/start-records.ts'
import { checkDataFolder } from './check-data-folder.ts'
import type { DataFolder } from './run-folder.ts'

/** How long all processes that still run may take together to answer before the report, in ms. */
const askLimit = 2000

/** Asks all processes that still run for their data, and says what is wrong with the folder, if anything is. */
export async function askForData(folder: DataFolder): Promise<string | undefined> {
  const fault = checkDataFolder(folder)
  await askToFlush(folder.dataFile, readStartRecords(folder.dataFile), { timeout: askLimit })
  return fault
}
