// The environment in which each variant runs a program, and the folder it writes its data to.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { repository } from './folders.mjs'

const plain = { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC' }

/** Makes the variants for programs below `root`: name → environment, and the data folder if it writes one. */
export function makeVariants({ node, root, tools, emptyFile, folder }) {
  const data = name => {
    const path = `${folder}/${name}`
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path, { recursive: true })
    return path
  }
  const variants = {
    bare: { env: plain },
    'empty --require': { env: { ...plain, NODE_OPTIONS: `--require ${emptyFile}` } },
    covtree: makeCovtree(root, node),
    NODE_V8_COVERAGE: { data: data('v8'), env: { ...plain, NODE_V8_COVERAGE: `${folder}/v8` } },
  }
  const nyc = data('nyc')
  // nyc's environment for its children. nyc's own start is not part of a child's time.
  const printed = execFileSync(
    node,
    [
      `${tools}/node_modules/nyc/bin/nyc.js`,
      '--silent',
      '--clean=false',
      `--temp-dir=${nyc}`,
      `--cwd=${root}`,
      '--extension=.ts',
      node,
      '-p',
      'JSON.stringify(process.env)',
    ],
    { cwd: root, env: plain, encoding: 'utf8' },
  )
  variants.nyc = { data: nyc, env: JSON.parse(printed) }
  return variants
}

const folders = []

/** The environment of a process that covtree counts, as the plugin makes it on this Node. */
export function makeCovtree(root, node) {
  const script = fileURLToPath(new URL('make-folder.mjs', import.meta.url))
  const printed = execFileSync(node, [script, root], { env: plain, encoding: 'utf8' })
  const { environment, path } = JSON.parse(printed)
  folders.push(path)
  const bootstrap = `${repository}/dist/bootstrap/index.cjs`
  return { data: path, env: { ...plain, ...environment, NODE_OPTIONS: `--require ${bootstrap}` } }
}

/** Removes the folders that covtree made. */
export function removeFolders() {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
}

/** Bytes of all data files below a folder. */
export function countBytes(folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.startsWith('config.json'))
      bytes += statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).size
  }
  return bytes
}

/** Empties a variant's folder of data, so that it does not grow with the rounds. */
export function clearData({ data }) {
  if (!data) return
  for (const name of readdirSync(data)) {
    if (!name.startsWith('config.json')) rmSync(`${data}/${name}`, { recursive: true, force: true })
  }
  for (const name of ['live', 'texts', 'shared']) mkdirSync(`${data}/${name}`, { recursive: true })
}
