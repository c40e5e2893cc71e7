import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DataFile, ScriptInfo } from '../../contract/data-file.ts'
import { dataFolderNames } from '../../contract/data-layout.ts'

/** Lists the shared parts and texts that one data file needs, as paths in its folder; none for a file of another tool. */
export function listParts(path: string): string[] {
  try {
    const { scripts, sharedCounts } = JSON.parse(readFileSync(path, 'utf8')) as Partial<DataFile>
    const shared = [scripts, sharedCounts].filter(isPartName).map(name => join(dataFolderNames.shared, name))
    const listed: ScriptInfo[] = Array.isArray(scripts)
      ? scripts
      : JSON.parse(readFileSync(join(dirname(path), shared[0]!), 'utf8'))
    const texts = listed.flatMap(({ text, map }) => [text, map]).filter(isPartName)
    return [...shared, ...texts.map(name => join(dataFolderNames.texts, name))]
  } catch {
    // A file of another tool, or an unreadable file, which importing will name.
    return []
  }
}

/** Whether a value is a plain file name, and not a path out of the folder. */
function isPartName(name: unknown): name is string {
  return typeof name === 'string' && /^\w+(?:\.map)?$/.test(name)
}
