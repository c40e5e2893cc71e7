import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildSync } from 'esbuild'

const dist = new URL('../../dist/bootstrap/', import.meta.url).pathname
/** Where a project has it: Node's test runner reports no file of an installed package. */
const installed = 'node_modules/covtree/dist/bootstrap'
/** Longest time of a test, in ms; 120 s is the limit of Node's own runner on a slow machine. */
const longest = 120_000

/** Prepares the running of tests by a binary of Node. */
export function prepareRun(node, checkout, { preload, isByHand }) {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-transparency-'))
  const bootstrap = join(folder, installed)
  cpSync(dist, bootstrap, { recursive: true })
  const version = execFileSync(node, ['-p', 'process.version'], { encoding: 'utf8' }).trim()
  const config = join(folder, 'config.json')
  if (!isByHand) writeStart(node, folder, bootstrap, config)
  return {
    version,
    test: (name, isCounted) => {
      const data = mkdtempSync(join(folder, 'test-'))
      return runTest({ node, checkout: resolve(checkout), name, data }, isCounted && findVariables(data))
    },
    clear: () => rmSync(folder, { recursive: true, force: true }),
  }

  function findVariables(data) {
    mkdirSync(join(data, 'data', 'live'), { recursive: true })
    return {
      NODE_OPTIONS: `--require=${preload ?? join(bootstrap, 'index.cjs')}`,
      COVTREE_SOURCE: resolve(checkout, 'test'),
      COVTREE_DATAFILE: join(data, 'data', 'data'),
      COVTREE_BRANCH: 'enabled',
      ...(!isByHand && { COVTREE_CONFIG: config }),
    }
  }
}

/** Writes the config and the start file, as the start of a run does. The binary that will read the start file has to make it. */
function writeStart(node, folder, bootstrap, config) {
  const writer = join(folder, 'start-file.mjs')
  buildSync({
    entryPoints: [new URL('../../src/run/data/start-file.ts', import.meta.url).pathname],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  const text = JSON.stringify({ version: 1, bootstrap: join(bootstrap, 'index.cjs'), askTimeout: 100 })
  writeFileSync(config, text)
  const args = [join(bootstrap, 'process.cjs'), config, text].map(arg => JSON.stringify(arg))
  execFileSync(node, [
    '--input-type=module',
    '-e',
    `import { writeStartFile } from '${writer}'; writeStartFile(${args})`,
  ])
}

/** Runs one test; `variables` are those of covtree, or false. */
function runTest({ node, checkout, name, data }, variables) {
  const path = join(checkout, 'test', name)
  const text = readFileSync(path, 'utf8')
  const flags = readComment(text, 'Flags')
  const { NODE_OPTIONS: _, ...env } = process.env
  for (const pair of readComment(text, 'Env')) {
    const [key, value] = pair.split('=')
    env[key] = value
  }
  Object.assign(env, variables, {
    NODE_TEST_DIR: data,
    TEST_THREAD_ID: String(Math.floor(Math.random() * 1e6)),
  })
  return new Promise(done => {
    let output = ''
    const child = spawn(node, [...flags, path], {
      env,
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    child.stdout.on('data', chunk => (output += chunk))
    child.stderr.on('data', chunk => (output += chunk))
    const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), longest)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      // A process that it has left behind may still write.
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Nothing.
      }
      rmSync(data, { recursive: true, force: true, maxRetries: 20 })
      child.stdout.destroy()
      child.stderr.destroy()
      done({ isPassed: code === 0, output: `${output}\n${signal ?? code}` })
    })
  })
}

/** The words of a comment that says how a test is run. */
function readComment(text, name) {
  const found = new RegExp(`^// ${name}:(.*)$`, 'm').exec(text)
  return found ? found[1].trim().split(/\s+/) : []
}
