// Large programs: many modules, as sources or in one bundle.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { writePart } from './programs.mjs'

/** How many modules one process of the large repository loads. */
const loaded = 200

/**
 * Writes a repository of `modules` files of 150 lines. Returns two programs: one loads some of the sources, by BENCH_SHIFT; the other is a
 * bundle of all of them with its source map.
 */
export async function writeRepository(folder, modules) {
  makeSources(folder)
  const indexes = Array.from({ length: modules }, (_, i) => i)
  for (const i of indexes) writeFileSync(`${folder}/src/part-${i}.js`, writePart(i, 'js', 28))
  const source = `${folder}/src/main.js`
  const place = `(i + shift * ${loaded / 5}) % ${modules}`
  writeFileSync(source, writeMain(`require('./part-' + (${place}) + '.js')`))
  const entry = `${folder}/src/bundled.js`
  const list = indexes.map(i => `require('./part-${i}.js')`).join(',\n')
  writeFileSync(entry, `const parts = [\n${list}\n]\n${writeMain(`parts[${place}]`)}`)
  const bundle = `${folder}/dist/bundle.js`
  await build({ entryPoints: [entry], outfile: bundle, bundle: true, platform: 'node', sourcemap: true })
  return { source, bundle }
}

function writeMain(part) {
  return `const shift = Number(process.env.BENCH_SHIFT ?? 0)
let sum = 0
for (let i = 0; i < ${loaded}; i++) sum += ${part}.run(i + shift)
console.log(sum)
`
}

/** Writes a program of `count` functions, 100 a file, of which every second one runs; returns its path. */
export function writeFunctions(folder, count) {
  makeSources(folder)
  for (let file = 0; file < count / 100; file++) {
    const names = Array.from({ length: 100 }, (_, i) => `add${i}`)
    const functions = names.map((name, i) => `function ${name}(n) {\n  return n + ${i}\n}\n`)
    const run = names.filter((_, i) => i % 2 === 0).map(name => `${name}(1)`)
    writeFileSync(
      `${folder}/src/file-${file}.js`,
      `${functions.join('')}module.exports = ${run.join(' + ')}\n`,
    )
  }
  const program = `${folder}/src/main.js`
  writeFileSync(
    program,
    `let sum = 0\nfor (let i = 0; i < ${count / 100}; i++) sum += require('./file-' + i + '.js')\nconsole.log(sum)\n`,
  )
  return program
}

/** Makes a folder of CommonJS sources. */
function makeSources(root) {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(`${root}/src`, { recursive: true })
  writeFileSync(`${root}/package.json`, '{ "private": true, "name": "sources" }\n')
}
