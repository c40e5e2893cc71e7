// The option `commands`: starts that run without covtree, with everything they start.
import type { CommandFilter, CommandPattern } from '../../src/contract/environment.ts'
import type { NativeStart } from './processes.ts'

/**
 * Whether a start is left out. Patterns are compared with the command line, its words joined by blanks.
 * @param isFirst whether a test worker or the runner starts it: `include` chooses among these starts alone
 */
export function isLeftOut(
  { file, args = [] }: NativeStart,
  filter: CommandFilter | undefined,
  isFirst: boolean,
): boolean {
  if (!filter) return false
  const line = [file, ...args.slice(1)].join(' ')
  const { include, exclude } = filter
  return (isFirst && include !== undefined && !matches(include, line)) || matches(exclude ?? [], line)
}

function matches(patterns: readonly CommandPattern[], line: string): boolean {
  return patterns.some(pattern =>
    typeof pattern === 'string'
      ? line.includes(pattern)
      : new RegExp(pattern.source, pattern.flags).test(line),
  )
}
