// Root's processes that change to another user, and what root starts as another user by `su` and the like. That user may not write to the run's
// data folder, and may not even read the bootstrap: a Node that cannot read its preload ends with an error.
import fs from 'node:fs'
import { dataFolderNames, liveFile } from '../../src/contract/data-layout.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { startLogFile, userChangers } from '../../src/contract/start-log.ts'
import { runSafely } from '../node/debug-log.ts'
import { isThere } from '../node/is-there.ts'
import { apply } from '../node/primordials.ts'
import { replaceFunction } from '../node/replace-function.ts'
import type { NativeStart } from './processes.ts'
import { baseName } from './shell-options.ts'

const { geteuid } = process
const isRoot = geteuid?.() === 0

/**
 * Before this process changes to another user, as servers do once they have their port, the data folder becomes that user's: root may write
 * there all the same.
 */
export function handOverBeforeChange(dataFile: string, id: string): void {
  if (!isRoot) return
  for (const name of ['setuid', 'seteuid'])
    replaceFunction(process, name, original => {
      return function (this: unknown, ...args: unknown[]) {
        runSafely('data folder not handed over', () => handOver(dataFile, id, args[0]))
        return apply(original, this, args)
      }
    })
}

function handOver(dataFile: string, id: string, user: unknown): void {
  const uid = typeof user === 'string' ? findUser(user) : user
  if (typeof uid !== 'number' || uid === 0) return
  const { live, texts, shared, starts } = dataFolderNames
  const folder = folderOf(dataFile)
  if (!isThere(folder)) return
  const folders = [live, texts, shared, starts].map(name => `${folder}/${name}`)
  for (const path of folders) fs.mkdirSync(path, { recursive: true, mode: 0o700 })
  const own = [liveFile(dataFile, id), liveFile(dataFile, id, '.ack'), startLogFile(dataFile, id)]
  for (const path of [folder, ...folders, ...own]) if (isThere(path)) fs.chownSync(path, uid, -1)
}

function findUser(name: string): number {
  const entries = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  return Number(entries.find(fields => fields[0] === name)?.[2])
}

/** Returns by what a start, or this process before it, becomes that of a user who may not read the bootstrap. */
export function findLockedOut({ file }: NativeStart, bootstrap: string): string | undefined {
  if (!isRoot) return undefined
  if (geteuid!() !== 0) return canRead(bootstrap) ? undefined : 'setuid'
  const name = baseName(file ?? '')
  return userChangers.includes(name) && !isForAll(bootstrap) ? name : undefined
}

function canRead(path: string): boolean {
  try {
    fs.closeSync(fs.openSync(path, 'r'))
    return true
  } catch {
    return false
  }
}

/** Whether every user may read a file and pass the folders above it. */
function isForAll(path: string): boolean {
  for (let at = path, needed = 0o4; at !== '/'; at = folderOf(at), needed = 0o1)
    if ((fs.statSync(at).mode & needed) === 0) return false
  return true
}
