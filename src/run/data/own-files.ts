import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFileNamePattern, dataFolderNames } from '../../contract/data-layout.ts'
import { listNames } from '../../core/data/list-names.ts'
import { readText } from '../../core/texts/same-text.ts'
import { isDataFile, keptNames } from './kept-data.ts'

/** What a `.gitignore` of covtree's holds. */
const ignoreAll = '*\n'

/** Keeps git from seeing a data folder inside a project. One that has a `.gitignore` of its own keeps it. */
export function hideFromGit(folder: string): void {
  const path = join(folder, '.gitignore')
  if (readText(path) === undefined) writeFileSync(path, ignoreAll)
}

/** The files in folders whose names tell enough. */
const sureFolders: Readonly<Record<string, RegExp>> = {
  [dataFolderNames.live]: /^\.?\d+-\d+-[0-9a-z]+\./,
  [dataFolderNames.starts]: /^\d+-\d+-[0-9a-z]+\.jsonl$/,
  [keptNames.maps]: /^[0-9a-f]{16}-[0-9a-f]{12}\.json$/,
}

/** Files named by a hash: others may have such names, too. */
const hashedFile = /^(?:\..+\.tmp|(?:register|[0-9a-z]{1,14})(?:\.map)?(?:\.\d+\.tmp)?)$/

/**
 * Lists the names in a folder that covtree gave. Nothing else is ever removed or moved: a project may have a `config.json` and a folder
 * `shared` of its own, and somebody may name it as a data folder.
 */
export function listOwn(folder: string): string[] {
  const names = listNames(folder)
  const sure = names.filter(name => isSure(folder, name))
  // Data may have another prefix, if `COVTREE_DATAFILE` was set by hand.
  if (sure.length === 0 && !names.some(name => dataFileNamePattern.test(name))) return []
  return [...sure, ...names.filter(name => isLikely(folder, name))]
}

/** Whether a folder holds a config that is not covtree's, and that making it a data folder would replace. */
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

/** Is covtree's in a folder that holds something of it for sure. */
function isLikely(folder: string, name: string): boolean {
  const path = join(folder, name)
  if (name === keptNames.paths) return readText(path)?.startsWith('[{"from":') ?? false
  if (name === dataFolderNames.texts || name === dataFolderNames.shared) return holdsOnly(path, hashedFile)
  if (name in sureFolders) return holdsOnly(path, sureFolders[name]!) && !isSure(folder, name)
  // Start files, and what a process that died while it wrote a data file left of it.
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
