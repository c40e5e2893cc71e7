import type { Entry } from './data.ts'

/**
 * Whether a process only started another one, as npx, tsx and npm do: it ran no file of the report and has a single child process.
 * The list shows such a wrapper beside its child, not as a row of its own.
 */
export function isWrapper({ process, children, context }: Entry): boolean {
  const [child, ...others] = children
  return (
    process.state === 'nothing-to-count' &&
    process.threadId === 0 &&
    others.length === 0 &&
    child !== undefined &&
    child.process.threadId === 0 &&
    child.context === context
  )
}

/** A short name of a wrapper: `npx tsc` for `node /usr/lib/node_modules/npm/bin/npx-cli.js tsc …`. */
export function nameWrapper({ process }: Entry): string {
  const script = process.argv[1] ?? process.argv[0] ?? 'node'
  const parts = script.split(/[\\/]/)
  const file = parts.at(-1)!.replace(/(?:-cli)?\.[cm]?[jt]s$/, '')
  if (!/^(?:cli|index|main|bin|run)$/.test(file)) return file
  const modules = parts.lastIndexOf('node_modules')
  if (modules < 0) return file
  const name = parts[modules + 1]!
  return name.startsWith('@') ? `${name}/${parts[modules + 2]}` : name
}
