// Runs every scenario of compare/scenarios.mjs under every tool and prints the table of docs/comparison.md.
// Tools and a Node come from npm into .compare/, which git ignores. `npm run compare -- --write` puts the table into the page.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { scenarios } from './compare/scenarios.mjs'
import { tools } from './compare/tools.mjs'
import { install, installNode, ownMajor } from './install.mjs'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.compare')
const versions = {
  vitest: '5.1.1',
  '@vitest/coverage-v8': '5.1.1',
  c8: '12.0.0',
  nyc: '18.0.0',
  tsx: '4.23.15',
}

/** One project for all scenarios, with covtree as it is published. */
function installTools() {
  const place = join(folder, 'tools')
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
  const stamp = join(place, 'installed')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted.join()) {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    install(place, [...wanted, ...Object.entries(dependencies).map(([name, range]) => `${name}@${range}`)])
    writeFileSync(stamp, wanted.join())
  }
  const own = join(place, 'node_modules/covtree')
  rmSync(own, { recursive: true, force: true })
  cpSync(join(root, 'dist'), join(own, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(own, 'package.json'))
  return join(place, 'node_modules')
}

async function runScenario(scenario, tool, node, modules) {
  if (scenario.onlyVitest && tool.isWrapper) return { verdict: 'does not apply' }
  const place = join(folder, 'project')
  rmSync(place, { recursive: true, force: true })
  const files = { 'package.json': '{ "private": true }\n', ...scenario.files, ...tool.files(scenario) }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), text)
  }
  symlinkSync(modules, join(place, 'node_modules'), 'junction')
  if (scenario.bundle) {
    await build({
      absWorkingDir: place,
      entryPoints: [scenario.bundle],
      outdir: 'dist',
      bundle: true,
      sourcemap: true,
      platform: 'node',
      logLevel: 'error',
    })
  }
  const result = tool.run(place, node)
  const path = join(place, 'coverage/coverage-final.json')
  const map = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  return { ...judge(map, place, scenario.expected), result }
}

/** Compares the count of the statement that begins on each line. */
function judge(map, place, expected) {
  const pairs = []
  for (const [name, lines] of Object.entries(expected)) {
    const file = map[join(place, name)]
    for (const [line, right] of Object.entries(lines))
      pairs.push([right, file && countOf(file, Number(line))])
  }
  const got = pairs.map(([, count]) => count ?? 0)
  const shown = `${got.join('/')} for ${pairs.map(([right]) => right).join('/')}`
  if (pairs.every(([right, count]) => right === count)) return { verdict: 'exact', shown }
  if (got.every(count => count === 0)) return { verdict: 'lost', shown }
  return { verdict: `wrong: ${shown}`, shown }
}

function countOf({ statementMap, s }, line) {
  const id = Object.keys(statementMap).find(key => statementMap[key].start.line === line)
  return id === undefined ? undefined : s[id]
}

// Vitest 5 needs Node 22 or newer.
const node = ownMajor >= 22 ? process.execPath : installNode(folder, 24)
const modules = installTools()
const nodeVersion = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
const versionOf = name => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version
const heads = tools.map(tool => `${tool.name} ${versionOf(tool.package)}`)
const rows = [
  `| what a test starts | ${heads.join(' | ')} |`,
  `| --- | ${tools.map(() => '---').join(' | ')} |`,
]
for (const scenario of scenarios) {
  const cells = []
  for (const tool of tools) {
    const { verdict, result } = await runScenario(scenario, tool, node, modules)
    if (verdict !== 'exact' && process.argv.includes('--debug')) console.error(tool.name, result)
    cells.push(verdict)
  }
  rows.push(`| ${scenario.name} | ${cells.join(' | ')} |`)
  console.log(rows.at(-1))
}
rmSync(join(folder, 'project'), { recursive: true, force: true })

if (process.argv.includes('--write')) {
  const page = join(root, 'docs/comparison.md')
  const table = `<!-- measured -->\n\nNode ${nodeVersion}, ${process.platform} ${process.arch}.\n\n${rows.join('\n')}\n\n<!-- /measured -->`
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(/<!-- measured -->[\s\S]*<!-- \/measured -->/, () => table),
  )
}
