// What a child finds in its environment.
import { type Added, environmentNames } from '../../src/contract/environment.ts'
import { addRequire, removeRequire } from '../node/node-options.ts'
import type { Handover } from './handover.ts'
import { isForbidden } from './permission.ts'

const isWindows = process.platform === 'win32'

/**
 * Adds to `NAME=value` pairs as a spawn takes them. Returns the same array if there is nothing to do.
 * @param args the command line, from its name on
 */
export function addToPairs(
  pairs: readonly string[],
  handover: Handover,
  args?: readonly string[],
): readonly string[] {
  const env = new Map<string, string>()
  const known = pairs.map(pair => knownName(pair.slice(0, pair.indexOf('=', 1))))
  known.forEach((name, index) => {
    // The first of two is what getenv() finds.
    if (name !== undefined && !env.has(name)) env.set(name, pairs[index]!.slice(name.length + 1))
  })
  if (env.get(environmentNames.dataFile) === '') return pairs
  if (isForbidden(args, env.get('NODE_OPTIONS'), handover)) return removeBootstrap(pairs, handover.bootstrap)
  handOver(
    name => env.get(name),
    (name, value) => env.set(name, value),
    handover,
  )
  // In the given order: a program may list its environment.
  const result: string[] = []
  known.forEach((name, index) => {
    if (name === undefined) result.push(pairs[index]!)
    else if (env.has(name)) result.push(`${name}=${env.get(name)}`)
    if (name !== undefined) env.delete(name)
  })
  for (const [name, value] of env) result.push(`${name}=${value}`)
  return result
}

/** The bootstrap may stand in what the program has inherited and hands on. */
function removeBootstrap(pairs: readonly string[], bootstrap: string): readonly string[] {
  return pairs.flatMap(pair => {
    const equals = pair.indexOf('=', 1)
    if (knownName(pair.slice(0, equals)) !== 'NODE_OPTIONS') return [pair]
    const options = removeRequire(pair.slice(equals + 1), bootstrap)
    return options === '' ? [] : [pair.slice(0, equals + 1) + options]
  })
}

/** Adds to an environment given as an object; returns a copy. */
export function addToObject(env: Record<string, string>, handover: Handover): Record<string, string> {
  if (env[environmentNames.dataFile] === '') return env
  const copy = { ...env }
  let options = 'NODE_OPTIONS'
  if (isWindows) for (const name of Object.keys(env)) if (knownName(name) === options) options = name
  const real = (name: string) => (name === 'NODE_OPTIONS' ? options : name)
  handOver(
    name => copy[real(name)],
    (name, value) => {
      copy[real(name)] = value
    },
    handover,
  )
  return copy
}

function handOver(
  get: (name: string) => string | undefined,
  set: (name: string, value: string) => void,
  handover: Handover,
): void {
  const added: Added[] = []
  const options = get('NODE_OPTIONS')
  const withBootstrap = addRequire(options ?? '', handover.bootstrap)
  if (withBootstrap !== options) added.push(options === undefined ? 'options' : 'require')
  set('NODE_OPTIONS', withBootstrap)
  const given = get(environmentNames.dataFile)
  if (given === undefined) added.push('variables')
  if (added.length > 0) set(environmentNames.added, added.join())
  // A program that names another folder (a test run inside this one) has its own values for all the rest.
  if (given !== undefined && given !== handover.variables[environmentNames.dataFile]) return
  for (const [name, value] of Object.entries(handover.variables)) set(name, value)
  if (handover.parent) set(environmentNames.parent, handover.parent)
  const context = handover.readContext()
  if (context) set(environmentNames.context, context)
}

/** The name as the contract writes it, or undefined for a variable of no concern; Windows does not tell `a` from `A`. */
function knownName(name: string): string | undefined {
  const written = isWindows ? name.toUpperCase() : name
  return written === 'NODE_OPTIONS' || written.startsWith('COVTREE_') ? written : undefined
}
