import type { RunWarning } from '../../report/output/terminal.ts'
import { askToFlush } from '../../system/ask.ts'
import { readStartRecords } from '../../system/start-records.ts'
import { checkDataFolder } from './check-data-folder.ts'
import type { DataFolder } from './run-folder.ts'

/** Time in ms that all live processes together have to answer before the report. */
const askLimit = 2000

/** Asks all live processes for their data. Returns messages: what the folder has lost, and settings without effect. */
export async function askForData(folder: DataFolder): Promise<RunWarning[]> {
  const fault = checkDataFolder(folder)
  await askToFlush(folder.dataFile, readStartRecords(folder.dataFile), { timeout: askLimit })
  return [...folder.notes, ...(fault ? [fault] : [])].map(message => ({ message }))
}
