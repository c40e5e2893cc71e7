// Data of many processes: some hundred real runs with different counts, and copies of their data under other names.
import { spawn } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { makeCovtree } from './variants.mjs'

/**
 * Runs a program `count` times under covtree and as often under NODE_V8_COVERAGE, each time with another BENCH_SHIFT.
 * Returns the folders of both.
 */
export async function runOriginals({ node, root, program, folder, count, shiftOf = index => index }) {
  rmSync(folder, { recursive: true, force: true })
  const v8 = `${folder}/v8`
  mkdirSync(v8, { recursive: true })
  const covtree = makeCovtree(root, node)
  const plain = { PATH: process.env.PATH, HOME: process.env.HOME, NODE_V8_COVERAGE: v8 }
  for (const env of [covtree.env, plain]) {
    let next = 0
    const runSome = async () => {
      while (next < count) {
        await run(node, [program], { ...env, BENCH_SHIFT: String(shiftOf(next++)) }, root)
      }
    }
    await Promise.all([runSome(), runSome()])
  }
  cpSync(covtree.data, `${folder}/covtree`, { recursive: true })
  return { covtree: `${folder}/covtree`, v8 }
}

function run(node, args, env, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { env, cwd, stdio: 'ignore' })
    child.on('error', reject)
    child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`${args} ended with ${code}`))))
  })
}

/** Makes a data folder of covtree that holds `count` processes. */
export function copyCovtree(from, to, count) {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) cpSync(`${from}/${entry.name}`, `${to}/${entry.name}`, { recursive: true })
  }
  const originals = readdirSync(from)
    .filter(name => name.startsWith('data-'))
    .map(name => ({
      id: name.slice('data-'.length, -'-0.json'.length),
      text: readFileSync(`${from}/${name}`, 'utf8'),
    }))
  for (let i = 0; i < count; i++) {
    const { id, text } = originals[i % originals.length]
    const copy = `${id}${i.toString(36)}`
    writeFileSync(`${to}/data-${copy}-0.json`, text.replace(`"${id}"`, `"${copy}"`))
  }
  return to
}

/** Makes a folder of `count` NODE_V8_COVERAGE files. */
export function copyPlain(from, to, count) {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  const originals = readdirSync(from)
  for (let i = 0; i < count; i++) {
    copyFileSync(
      `${from}/${originals[i % originals.length]}`,
      `${to}/coverage-${100_000 + i}-1700000000000-0.json`,
    )
  }
  return to
}
