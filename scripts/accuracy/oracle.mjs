// An oracle that shares nothing with V8, Vitest and covtree: Istanbul's own instrumenter on the sources, run directly.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { transform } from 'esbuild'
import { listInputs, readOptions } from './builds.mjs'
import { importBuilder } from './bundlers.mjs'

/** Writes the counts when the workload is done. */
const ending = `
import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(process.argv[2], JSON.stringify(globalThis.__coverage__)))
`

/** The coverage map of the workload, by Istanbul's counters in the sources themselves. */
export async function runOracle(project, language) {
  const out = join(project, 'out/oracle')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const format = language === 'ts' ? 'cjs' : 'esm'
  writeFileSync(join(out, 'package.json'), `{"type":"${format === 'cjs' ? 'commonjs' : 'module'}"}`)
  const instrument = await createInstrument()
  for (const path of listInputs(project)) {
    // Babel counts a byte order mark as a column.
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
    const isCounted = path.startsWith(join(project, 'src/'))
    const { code } = await transform(isCounted ? instrument(text, path) : text, {
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      format,
      target: 'es2022',
      tsconfigRaw: { compilerOptions: readOptions(project) },
    })
    const file = join(out, relative(project, path)).replace(/\.[jt]sx?$/, '.js')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
  }
  const child = readFileSync(join(project, 'child.ts'), 'utf8')
  const { code } = await transform(`${child}${ending}`, { loader: 'ts', format, target: 'es2022' })
  writeFileSync(join(out, 'child.js'), code)
  const counts = join(out, 'coverage.json')
  execFileSync(process.execPath, [join(out, 'child.js'), counts], { cwd: project, stdio: 'ignore' })
  return JSON.parse(readFileSync(counts, 'utf8'))
}

async function createInstrument() {
  const { createInstrumenter } = await importBuilder('istanbul-lib-instrument', '6.0.3')
  return (text, path) => {
    const types = /\.[mc]?tsx?$/.test(path) ? ['typescript', 'decorators-legacy'] : []
    const parserPlugins = [...types, ...(path.endsWith('x') ? ['jsx'] : [])]
    const options = { esModules: true, compact: false, preserveComments: true, parserPlugins }
    return createInstrumenter(options).instrumentSync(text, path)
  }
}

/** How many counts of each kind differ, for results of {@link compareDouble}. */
export function countKinds(differences) {
  const kinds = {}
  for (const { text } of differences) {
    const [, kind, type] = /^([sfb])\S+(?: ([a-z-]+) )?/.exec(text) ?? []
    const name = { s: 'statement', f: 'function', b: type }[kind] ?? 'file'
    kinds[name] = (kinds[name] ?? 0) + 1
  }
  return kinds
}
