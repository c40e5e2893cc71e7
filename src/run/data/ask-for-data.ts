import { basename, join } from 'node:path'
import type { RunWarning } from '../../report/output/terminal.ts'
import { askToFlush } from '../../system/ask.ts'
import { readStartRecords } from '../../system/start-records.ts'
import { checkDataFolder } from './check-data-folder.ts'
import type { DataFolder } from './run-folder.ts'
import { collectUserFolder, listUserFolders } from './user-folders.ts'

/** Time in ms that all live processes together have to answer before the report. */
const askLimit = 2000

/** Asks all live processes for their data. Returns messages: what the folder has lost, and settings without effect. */
export async function askForData(folder: DataFolder): Promise<RunWarning[]> {
  const fault = checkDataFolder(folder)
  const userFolders = listUserFolders(folder.path)
  const dataFiles = [folder.path, ...userFolders].map(path => join(path, basename(folder.dataFile)))
  await Promise.all(
    dataFiles.map(dataFile => askToFlush(dataFile, readStartRecords(dataFile), { timeout: askLimit })),
  )
  for (const path of userFolders) collectUserFolder(path, folder.path)
  const notes: RunWarning[] = folder.notes.map(message => ({ message }))
  return fault ? [...notes, { message: fault, hidesProcesses: true }] : notes
}
