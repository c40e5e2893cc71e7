// A child that root starts as another user can neither read the run's data folder nor write to it. It gets a folder of its own inside, with a
// copy of the bootstrap and the config: the package itself may lie where only root can read.
import fs from 'node:fs'
import { dataFolderNames, usersFolder } from '../../src/contract/data-layout.ts'
import { environmentNames } from '../../src/contract/environment.ts'
import { folderOf } from '../../src/contract/folder-of.ts'
import { isThere } from '../node/is-there.ts'
import { stringify } from '../node/primordials.ts'
import type { Settings } from '../settings.ts'
import type { ChildSettings } from './child-settings.ts'
import type { NativeStart } from './processes.ts'

const { getuid, geteuid } = process

/** The files that a child loads. */
const bootstrapFiles = ['index.cjs', 'process.cjs']

/** Whether a start is one by root as another user. */
export function isOtherUser({ uid }: NativeStart): boolean {
  return typeof uid === 'number' && uid > 0 && getuid?.() === 0 && geteuid?.() === 0
}

/** Changes the settings of a child so that they lead to its user's folder, which is made for the first child. */
export function settingsForUser(
  usual: ChildSettings,
  settings: Settings,
  { uid, gid }: NativeStart,
): ChildSettings {
  const { dataFile } = settings
  const main = folderOf(dataFile)
  const folder = `${main}/${usersFolder}/${uid}`
  if (!isThere(`${folder}/config.json`)) makeFolder(main, folder, settings, [uid!, gid ?? uid!])
  const bootstrap = `${folder}/index.cjs`
  return {
    ...usual,
    bootstrap,
    variables: {
      ...usual.variables,
      [environmentNames.dataFile]: folder + dataFile.slice(main.length),
      [environmentNames.config]: `${folder}/config.json`,
    },
    insteadOf: { bootstrap: usual.bootstrap, dataFile: usual.variables[environmentNames.dataFile] ?? '' },
  }
}

function makeFolder(main: string, folder: string, settings: Settings, owner: [number, number]): void {
  const { chmodSync, chownSync, copyFileSync, mkdirSync, writeFileSync } = fs
  // The user may go through these two, and list neither.
  chmodSync(main, 0o711)
  mkdirSync(folderOf(folder), { recursive: true, mode: 0o711 })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { live, texts, shared, starts } = dataFolderNames
  for (const name of [live, texts, shared, starts]) {
    mkdirSync(`${folder}/${name}`, { recursive: true, mode: 0o700 })
    chownSync(`${folder}/${name}`, owner[0], owner[1])
  }
  for (const name of bootstrapFiles) {
    copyFileSync(`${folderOf(settings.config.bootstrap)}/${name}`, `${folder}/${name}`)
    chownSync(`${folder}/${name}`, owner[0], owner[1])
  }
  const config = { ...settings.config, bootstrap: `${folder}/index.cjs` }
  writeFileSync(`${folder}/config.json`, stringify(config), { mode: 0o600 })
  chownSync(`${folder}/config.json`, owner[0], owner[1])
  chownSync(folder, owner[0], owner[1])
}
