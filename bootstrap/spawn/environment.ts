// What a child finds in its environment.
import { environmentNames } from '../../src/contract/environment.ts'
import { addRequire } from './node-options.ts'

/** What wrapped spawning hands on. */
export interface Handover {
  /** Absolute path of the bootstrap. */
  bootstrap: string
  /** The COVTREE_* variables, without parent and context. */
  variables: Record<string, string>
  /** `id` of the process that starts the child; empty in a test worker and in the parent. */
  parent: string
  /** Label of what starts the child, asked at each start. */
  readContext(): string
}

const isWindows = process.platform === 'win32'

/** Adds to `NAME=value` pairs as a spawn takes them. Returns the same array if there is nothing to do. */
export function addToPairs(pairs: readonly string[], handover: Handover): readonly string[] {
  const env = new Map<string, string>()
  const rest: string[] = []
  for (const pair of pairs) {
    const name = pair.slice(0, pair.indexOf('=', 1))
    const known = knownName(name)
    // The first of two is what getenv() finds.
    if (known === undefined) rest.push(pair)
    else if (!env.has(known)) env.set(known, pair.slice(name.length + 1))
  }
  if (env.get(environmentNames.dataFile) === '') return pairs
  handOver(
    name => env.get(name),
    (name, value) => env.set(name, value),
    handover,
  )
  for (const [name, value] of env) rest.push(`${name}=${value}`)
  return rest
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
  set('NODE_OPTIONS', addRequire(get('NODE_OPTIONS') ?? '', handover.bootstrap))
  const given = get(environmentNames.dataFile)
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
