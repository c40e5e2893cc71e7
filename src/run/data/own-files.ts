import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFileNamePattern, dataFolderNames } from '../../contract/data-layout.ts'
import { readText } from '../../core/texts/same-text.ts'
import { listNames } from '../../system/list-names.ts'
import { isDataFile, keptNames } from './kept-data.ts'

/** Content of covtree's own `.gitignore`. */
const ignoreAll = '*\n'

/** Hides a data folder inside a project from git. An existing `.gitignore` stays. */
export function hideFromGit(folder: string): void {
  const path = join(folder, '.gitignore')
  if (readText(path) === undefined) writeFileSync(path, ignoreAll)
}

/** Folders whose files have names that only covtree gives. */
const sureFolders: Readonly<Record<string, RegExp>> = {
  [dataFolderNames.live]: /^\.?\d+-\d+-[0-9a-z]+\./,
  [dataFolderNames.starts]: /^\d+-\d+-[0-9a-z]+\.jsonl$/,
  [dataFolderNames.requests]: /^\d+-\d+-[0-9a-z]+$/,
  [keptNames.maps]: /^[0-9a-f]{16}-[0-9a-f]{12}\.json$/,
}

/** Files named by a hash. Files of other tools may have such names, too. */
const hashedFile = /^(?:\..+\.tmp|(?:register|[0-9a-z]{1,14})(?:\.map)?(?:\.\d+\.tmp)?)$/

/**
 * Lists the files and folders of covtree in a data folder. covtree removes and moves nothing else: a user may name a folder that holds a
 * `config.json` or a folder `shared` of the project.
 */
export function listOwn(folder: string): string[] {
  const names = listNames(folder)
  const sure = names.filter(name => isSure(folder, name))
  // Data may have another prefix, if `COVTREE_DATAFILE` was set by hand.
  if (sure.length === 0 && !names.some(name => dataFileNamePattern.test(name))) return []
  return [...sure, ...names.filter(name => isLikely(folder, name))]
}

/** Whether a folder holds a `config.json` that is not covtree's. A new data folder would overwrite it. */
export function hasForeignConfig(folder: string): boolean {
  return listNames(folder).includes('config.json') && !isSure(folder, 'config.json')
}

function isSure(folder: string, name: string): boolean {
  const path = join(folder, name)
  if (name === '.gitignore') return readText(path) === ignoreAll
  if (name === 'config.json') return hasKeys(path, ['version', 'bootstrap', 'askTimeout'])
  const pattern = sureFolders[name]
  return pattern ? holdsOnly(path, pattern, 1) : isDataFile(name)
}

/** Whether a name is covtree's, given that other names in the folder certainly are. */
function isLikely(folder: string, name: string): boolean {
  const path = join(folder, name)
  if (name === keptNames.paths) return readText(path)?.startsWith('[{"from":') ?? false
  if (name === dataFolderNames.texts || name === dataFolderNames.shared) return holdsOnly(path, hashedFile)
  if (name in sureFolders) return holdsOnly(path, sureFolders[name]!) && !isSure(folder, name)
  // Start files, and the temporary file of a process that died while it wrote its data file.
  return /^config\.json\.v\d+\.\d+\.\d+\S*-\w+(?:\.tmp)?$/.test(name) || /^\.data-.+\.tmp$/.test(name)
}

function holdsOnly(folder: string, pattern: RegExp, least = 0): boolean {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.length >= least && entries.every(entry => entry.isFile() && pattern.test(entry.name))
  } catch {
    return false
  }
}

function hasKeys(path: string, keys: readonly string[]): boolean {
  try {
    const content: unknown = JSON.parse(readText(path) ?? '')
    return typeof content === 'object' && content !== null && keys.every(key => key in content)
  } catch {
    return false
  }
}
