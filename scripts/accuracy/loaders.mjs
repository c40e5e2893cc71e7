// Loaders that compile TypeScript when Node loads it. Each writes a file for `node --require` and returns the arguments of `node`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOptions } from './builds.mjs'
import { install } from './bundlers.mjs'

/** `./a.js` in TypeScript means `./a.ts`: not every loader looks for that. */
const resolver = `const Module = require('node:module')
const resolve = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  for (const name of [request, request.replace(/\\.js$/, '.ts'), request.replace(/\\.js$/, '.tsx')])
    try { return resolve.call(this, name, ...rest) } catch {}
  return resolve.call(this, request, ...rest)
}
`

function requireFirst(out, code) {
  mkdirSync(out, { recursive: true })
  const file = join(out, 'register.cjs')
  writeFileSync(file, resolver + code)
  return ['--require', file, 'child.ts']
}

/** @param more options of TypeScript */
export async function prepareTsNode(project, out, options, more = {}) {
  const { modules } = await install('ts-node', '10.9.2', ['typescript@5.9.3', '@swc/core'])
  const compilerOptions = { ...readOptions(project), module: 'commonjs', esModuleInterop: true, ...more }
  const all = { ...options, compilerOptions, compiler: join(modules, 'typescript'), skipProject: true }
  return requireFirst(out, `require('${join(modules, 'ts-node')}').register(${JSON.stringify(all)})\n`)
}

export async function prepareSwcNode(project, out, more) {
  const { modules } = await install('@swc-node/register', '1.12.1', ['@swc/core', 'typescript@5.9.3'])
  const options = { ...readOptions(project), jsx: 2, module: 1, target: 9, esModuleInterop: true, ...more }
  return requireFirst(
    out,
    `require('${join(modules, '@swc-node/register/lib/register.js')}').register(${JSON.stringify(options)})\n`,
  )
}

export async function prepareEsbuildRegister(_project, out) {
  const { modules } = await install('esbuild-register', '3.6.0', ['esbuild'])
  return requireFirst(
    out,
    `require('${join(modules, 'esbuild-register/dist/node.js')}').register({ target: 'es2022' })\n`,
  )
}

export async function prepareJiti(_project, out) {
  const { modules } = await install('jiti', '2.7.0')
  const [flag, file] = requireFirst(out, "process.env.JITI_JSX = '1'\nprocess.env.JITI_FS_CACHE = 'false'\n")
  return [flag, file, join(modules, 'jiti/lib/jiti-cli.mjs'), 'child.ts']
}

export async function prepareTsimp() {
  const { modules } = await install('tsimp', '2.0.12', ['typescript@5.9.3'])
  return ['--import', join(modules, 'tsimp/dist/esm/hooks/import.mjs'), 'child.ts']
}
