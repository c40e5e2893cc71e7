// Writes covtree's settings into the environment of a child.
import { type Added, environmentNames } from '../../src/contract/environment.ts'
import { isWindows } from '../../src/system/platform.ts'
import { addRequire, removeRequire, requireOption } from '../node/node-options.ts'
import type { ChildSettings } from './child-settings.ts'
import { isForbidden } from './permission.ts'
import type { NativeStart } from './processes.ts'
import { readsEnvFile } from './runs-node.ts'

/** Result of adding the settings. `off`: the environment names the data folder of another run, or switches covtree off. `forbidden`: see permission.ts. */
export type Outcome = 'added' | 'off' | 'forbidden'

/** An environment as `NAME=value` pairs, with the settings if they could be added. */
export interface AddedPairs {
  pairs: readonly string[]
  outcome: Outcome
  /** The command line, if it is another one. */
  args?: string[] | undefined
}

/**
 * Adds the settings to `NAME=value` pairs, the form in which Node hands an environment to its native code.
 */
export function addToPairs(
  pairs: readonly string[],
  settings: ChildSettings,
  start: NativeStart = {},
): AddedPairs {
  const env = new Map<string, string>()
  const known = pairs.map(pair => knownName(pair.slice(0, pair.indexOf('=', 1))))
  known.forEach((name, index) => {
    // getenv() finds the first of two variables of one name.
    if (name !== undefined && !env.has(name)) env.set(name, pairs[index]!.slice(name.length + 1))
  })
  if (env.get(environmentNames.dataFile) === '') return { pairs, outcome: 'off' }
  if (isForbidden(start.args, env.get('NODE_OPTIONS'), settings))
    return { pairs: removeBootstrap(pairs, settings.bootstrap), outcome: 'forbidden' }
  const mayBeInFile = !settings.isWorker && !env.has('NODE_OPTIONS') && readsEnvFile(start)
  const isOurs = addVariables(
    name => env.get(name),
    (name, value) => env.set(name, value),
    settings,
  )
  let args: string[] | undefined
  if (mayBeInFile) {
    // Node takes NODE_OPTIONS from an `--env-file` only where the environment has none.
    env.delete('NODE_OPTIONS')
    args = start.args!.slice()
    args.splice(1, 0, requireOption(settings.bootstrap))
  }
  // In the given order: a program may list its environment.
  const result: string[] = []
  known.forEach((name, index) => {
    if (name === undefined) result.push(pairs[index]!)
    // As it was written: Windows takes `node_options` for NODE_OPTIONS.
    else if (env.has(name)) result.push(`${pairs[index]!.slice(0, name.length)}=${env.get(name)}`)
    if (name !== undefined) env.delete(name)
  })
  for (const [name, value] of env) result.push(`${name}=${value}`)
  return { pairs: result, outcome: isOurs ? 'added' : 'off', args }
}

/** Takes everything of covtree out of the pairs. */
export function removeSettings(pairs: readonly string[], bootstrap: string): readonly string[] {
  return removeBootstrap(pairs, bootstrap).filter(pair => {
    const name = knownName(pair.slice(0, pair.indexOf('=', 1)))
    return name === undefined || name === 'NODE_OPTIONS'
  })
}

/** Takes the bootstrap out of a NODE_OPTIONS that the program has inherited and passes to its child. */
function removeBootstrap(pairs: readonly string[], bootstrap: string): readonly string[] {
  return pairs.flatMap(pair => {
    const equals = pair.indexOf('=', 1)
    if (knownName(pair.slice(0, equals)) !== 'NODE_OPTIONS') return [pair]
    const options = removeRequire(pair.slice(equals + 1), bootstrap)
    return options === '' ? [] : [pair.slice(0, equals + 1) + options]
  })
}

/** Adds the settings to an environment given as an object; returns a copy. */
export function addToObject(env: Record<string, string>, settings: ChildSettings): Record<string, string> {
  if (env[environmentNames.dataFile] === '') return env
  const copy = { ...env }
  let options = 'NODE_OPTIONS'
  if (isWindows) for (const name of Object.keys(env)) if (knownName(name) === options) options = name
  const real = (name: string) => (name === 'NODE_OPTIONS' ? options : name)
  addVariables(
    name => copy[real(name)],
    (name, value) => {
      copy[real(name)] = value
    },
    settings,
  )
  return copy
}

/** Returns false if the environment leads to the data folder of another run. */
function addVariables(
  get: (name: string) => string | undefined,
  set: (name: string, value: string) => void,
  settings: ChildSettings,
): boolean {
  const added: Added[] = []
  const { insteadOf } = settings
  const options = get('NODE_OPTIONS')
  const own = insteadOf ? removeRequire(options ?? '', insteadOf.bootstrap) : (options ?? '')
  const withBootstrap = addRequire(own, settings.bootstrap)
  if (withBootstrap !== options) added.push(options === undefined ? 'options' : 'require')
  set('NODE_OPTIONS', withBootstrap)
  const given = get(environmentNames.dataFile)
  if (given === undefined) added.push('variables')
  if (added.length > 0) set(environmentNames.added, added.join())
  // A program that names another folder (a test run inside this one) has its own values for all the rest.
  const isOurs = given === undefined || given === settings.variables[environmentNames.dataFile]
  if (!isOurs && given !== insteadOf?.dataFile) return false
  for (const [name, value] of Object.entries(settings.variables)) set(name, value)
  if (settings.parent) set(environmentNames.parent, settings.parent)
  const context = settings.readContext()
  if (context) set(environmentNames.context, context)
  return true
}

/** A variable's name as the contract writes it, or undefined for a variable that covtree does not use. Windows ignores case. */
function knownName(name: string): string | undefined {
  const written = isWindows ? name.toUpperCase() : name
  return written === 'NODE_OPTIONS' || written.startsWith('COVTREE_') ? written : undefined
}
