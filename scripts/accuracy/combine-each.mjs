// Combines the data of each child alone, in the way in which the plugin combined all of it.
import { copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { variants } from './variants.mjs'

const root = join(import.meta.dirname, '../..')

async function loadCore() {
  const outfile = join(root, '.accuracy/core.mjs')
  const modules = ['index', 'data/data-file', 'data/list-data-folder'].map(
    name => `export * from '${root}/src/core/${name}.ts'`,
  )
  await build({
    stdin: { contents: modules.join('\n'), resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    sourcemap: true,
  })
  return import(pathToFileURL(outfile).href)
}

let core

/** For each test that started children, in the order of their names: the map of the first run with these children's counts added. */
export async function combineEach(project, folder, provider, alone) {
  core ??= await loadCore()
  const { processes } = await core.listDataFolder(join(folder, 'data'))
  const reader = new core.DataReader(join(folder, 'data'))
  const groups = new Map()
  for (const { paths } of processes) {
    const { header } = reader.read(paths[0])
    const name = header.process.context.split(' > ').at(-1)
    // A compiler's own service has no test.
    if (!variants[name]) continue
    groups.set(name, [...(groups.get(name) ?? []), ...paths])
  }
  const results = new Map()
  // Addresses of webpack's evaluated modules are relative to the folder of the run.
  process.chdir(project)
  for (const name of [...groups.keys()].sort()) {
    const part = join(project, 'data', name)
    rmSync(part, { recursive: true, force: true })
    mkdirSync(join(part, 'live'), { recursive: true })
    for (const name of ['texts', 'shared']) symlinkSync(join(folder, name), join(part, name))
    for (const path of groups.get(name)) copyFileSync(path, join(part, basename(path)))
    const map = structuredClone(alone)
    const { warnings } = await core.combine({
      dataFile: join(part, 'data'),
      map,
      isIncluded: path => path.startsWith(join(project, 'src/')),
      structuresFor: async () => ({}),
      counting: provider,
    })
    results.set(name, { map, warnings })
  }
  return results
}
