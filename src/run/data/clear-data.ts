import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contextSeparator } from '../../contract/context.ts'
import type { DataFile } from '../../contract/data-file.ts'
import { dataFolderNames, liveFile } from '../../contract/data-layout.ts'
import type { StartedLine } from '../../contract/start-log.ts'
import { readText } from '../../core/texts/same-text.ts'
import { isAlive } from '../../system/alive.ts'
import { openWhenFree, removeQuietly } from '../../system/busy-file.ts'
import { listNames } from '../../system/list-names.ts'
import { readStartRecords } from '../../system/start-records.ts'
import { isDataFile } from './kept-data.ts'
import type { DataFolder } from './run-folder.ts'

/**
 * Removes what earlier runs left, for watch mode; live processes keep their start records.
 * @param testFiles names as in contexts: remove only the data of processes that these files' tests started
 */
export function clearData({ path: folder, dataFile }: DataFolder, testFiles?: readonly string[]): void {
  for (const name of listNames(folder)) {
    if (!isDataFile(name)) continue
    const path = join(folder, name)
    if (!testFiles || testFiles.includes(readTestFile(path))) removeQuietly(path)
  }
  const live = join(folder, dataFolderNames.live)
  for (const name of listNames(live))
    if (name.endsWith('.tests') && !testFiles) removeQuietly(join(live, name))
  clearLost(dataFile, live, testFiles)
  const starts = join(folder, dataFolderNames.starts)
  for (const name of listNames(starts)) clearStartLog(join(starts, name), testFiles)
}

/** Removes the start records of processes that ended without removing them: earlier runs have listed these as lost. */
function clearLost(dataFile: string, live: string, testFiles: readonly string[] | undefined): void {
  for (const record of readStartRecords(dataFile)) {
    if (isAlive(record) || (testFiles && !testFiles.includes(nameTestFile(record.context)))) continue
    for (const ending of ['.json', '.ack', '.kill', '.deaf'])
      removeQuietly(liveFile(dataFile, record.id, ending))
  }
  const names = listNames(live)
  for (const name of names)
    if (name.endsWith('.fault') && !names.includes(name.replace(/\..*/, '.json')))
      removeQuietly(join(live, name))
}

/** Removes a start log, or its lines about these test files. No test runs meanwhile, so that nothing is appended. */
function clearStartLog(path: string, testFiles: readonly string[] | undefined): void {
  if (testFiles) {
    const kept = (readText(path) ?? '').split('\n').filter(line => !testFiles.includes(findTestFile(line)))
    openWhenFree(() => writeFileSync(path, kept.join('\n'), { mode: 0o600 }))
  } else removeQuietly(path)
}

function findTestFile(line: string): string {
  try {
    return nameTestFile((JSON.parse(line) as Partial<StartedLine>).context)
  } catch {
    return ''
  }
}

function nameTestFile(context = ''): string {
  return context.split(contextSeparator)[0]!
}

/** Reads which test file started the process of a data file; empty where that is not known. */
function readTestFile(path: string): string {
  try {
    const data = JSON.parse(readFileSync(path, 'utf8')) as DataFile
    return nameTestFile(data.covtree.process.context)
  } catch {
    return ''
  }
}
