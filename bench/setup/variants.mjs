// The environment in which each variant runs a program, and the folder it writes its data to.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { repository, work } from './folders.mjs'

const plain = { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC' }

/** Makes the variants for programs below `root`: name → environment, and the data folder if it writes one. */
export function makeVariants({ node, root, tools, programs, folder }) {
  const data = name => {
    const path = `${folder}/${name}`
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path, { recursive: true })
    return path
  }
  const variants = {
    bare: { env: plain },
    'empty --require': { env: { ...plain, NODE_OPTIONS: `--require ${programs.empty}` } },
    floor: {
      data: data('floor'),
      env: { ...plain, NODE_OPTIONS: `--require ${programs.floor}`, BENCH_FLOOR: `${folder}/floor/` },
    },
    covtree: makeCovtree(root, node),
    'by hand': makeByHand(root, data('by-hand')),
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

let folders = 0

/** The environment of a process that covtree counts, as the plugin makes it on this Node. */
export function makeCovtree(root, node) {
  const script = fileURLToPath(new URL('make-folder.mjs', import.meta.url))
  const printed = execFileSync(node, [script, root], { env: plain, encoding: 'utf8' })
  const { environment, path } = JSON.parse(printed)
  // The process that made it is gone, so the next run of covtree on this machine would remove it.
  const data = `${work}/data/covtree-${folders++}`
  rmSync(data, { recursive: true, force: true })
  cpSync(path, data, { recursive: true })
  rmSync(path, { recursive: true, force: true })
  const env = { ...plain, NODE_OPTIONS: `--require ${repository}/dist/bootstrap/index.cjs` }
  for (const [name, value] of Object.entries(environment)) env[name] = value.replace(path, data)
  return { data, env }
}

/** The environment of a process that somebody starts without a run, in a container for example. */
function makeByHand(root, data) {
  const env = {
    ...plain,
    NODE_OPTIONS: `--require ${repository}/dist/bootstrap/index.cjs`,
    COVTREE_SOURCE: root,
    COVTREE_DATAFILE: `${data}/data`,
    COVTREE_BRANCH: 'enabled',
  }
  return { data, env, isRare: true }
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

/** Empties a variant's folder of data, so that it does not grow with the rounds. `keepsTexts`: what is known of scripts stays. */
export function clearData({ data }, keepsTexts = false) {
  if (!data) return
  for (const name of readdirSync(data)) {
    if (!name.startsWith('config.json') && !(keepsTexts && name === 'texts'))
      rmSync(`${data}/${name}`, { recursive: true, force: true })
  }
  for (const name of ['live', 'texts', 'shared']) mkdirSync(`${data}/${name}`, { recursive: true })
}
