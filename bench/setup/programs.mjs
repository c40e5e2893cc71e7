// The measured programs. Each run of the bench writes them again.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

/** Writes all programs into a folder; returns their paths. */
export function writePrograms(folder) {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['src/js', 'src/ts', 'outside']) mkdirSync(`${folder}/${name}`, { recursive: true })
  const programs = {
    line: `${folder}/src/line.js`,
    modules: `${folder}/src/js/main.js`,
    tsx: `${folder}/src/ts/main.ts`,
    loop: `${folder}/src/loop.js`,
    children: `${folder}/outside/children.js`,
    empty: `${folder}/outside/empty.cjs`,
    floor: `${folder}/outside/floor.cjs`,
  }
  writeFileSync(programs.line, "console.log('hello')\n")
  writeFileSync(programs.empty, '')
  writeFileSync(programs.floor, floor)
  writeFileSync(programs.loop, loop)
  writeFileSync(programs.children, children)
  for (let i = 0; i < 100; i++) writeFileSync(`${folder}/src/js/part-${i}.js`, writePart(i, 'js'))
  for (let i = 0; i < 20; i++) writeFileSync(`${folder}/src/ts/part-${i}.ts`, writePart(i, 'ts'))
  writeFileSync(
    programs.modules,
    writeMain(100, i => `const { run: run${i} } = require('./part-${i}.js')`),
  )
  writeFileSync(
    programs.tsx,
    writeMain(20, i => `import { run as run${i} } from './part-${i}.ts'`),
  )
  writeFileSync(`${folder}/package.json`, '{ "private": true, "name": "programs" }\n')
  return programs
}

/** A module of `steps` functions and one that calls every other of them. */
export function writePart(index, kind, steps = 10) {
  const type = kind === 'ts' ? ': number' : ''
  const lines = kind === 'ts' ? ['interface Shape { width: number; height: number }'] : []
  for (let i = 0; i < steps; i++) {
    lines.push(
      `function step${i}(value${type})${type} {`,
      `  if (value % ${i + 2} === 0) return value * ${i + 1}`,
      `  for (let n = 0; n < value % 3; n++) value += n > 1 ? ${index} : 1`,
      `  return value > ${i * 10} ? value - 1 : value + ${i}`,
      '}',
    )
  }
  if (kind === 'ts') lines.push('function area({ width, height }: Shape): number { return width * height }')
  const called = Array.from({ length: steps / 2 }, (_, i) => 2 * i)
  const calls = called.map(i => `step${i}(value + ${i})`).join(' + ')
  lines.push(`function run(value${type})${type} {`, `  return ${calls}`, '}')
  lines.push(kind === 'ts' ? 'export { run, step1, area }' : 'module.exports = { run, step1 }')
  return `${lines.join('\n')}\n`
}

function writeMain(count, writeImport) {
  const indexes = Array.from({ length: count }, (_, i) => i)
  return `${indexes.map(writeImport).join('\n')}
let sum = 0
const shift = Number(process.env.BENCH_SHIFT ?? 0)
${indexes.map(i => `sum += run${i}(${i} + shift)`).join('\n')}
console.log(sum)
`
}

/** The least that a process has to do to be counted: it starts V8's counting, takes the counts, writes a file and leaves early. */
const floor = `const { writeFileSync } = require('node:fs')
const { Connection } = process.binding('inspector')
const connection = new Connection(() => {})
const post = (method, params) => connection.dispatch(JSON.stringify({ id: 1, method, params }))
process.on('exit', code => {
  post('Profiler.takePreciseCoverage')
  writeFileSync(process.env.BENCH_FLOOR + process.pid, ' '.repeat(300))
  process.reallyExit(code)
})
post('Profiler.enable')
post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
`

const loop = `function collatz(n) {
  let steps = 0
  while (n !== 1) {
    n = n % 2 === 0 ? n / 2 : 3 * n + 1
    steps++
  }
  return steps
}
let longest = 0
for (let i = 1; i < 300_000; i++) longest = Math.max(longest, collatz(i))
console.log(longest)
`

const children = `const { spawnSync } = require('node:child_process')
const [, , program, count] = process.argv
for (let i = 0; i < Number(count); i++) {
  const { status } = spawnSync(process.execPath, [program], { stdio: 'ignore' })
  if (status !== 0) throw new Error('ended with ' + status)
}
`
