// Under `--permission`, Node reads a preload only where the program was allowed to read, and ends where it was not. Nothing can be counted
// without writing either: a program that may not do both for covtree's files is started as without covtree.

import { environmentNames } from '../../src/contract/environment.ts'
import { isWindows } from '../../src/system/platform.ts'
import type { ChildSettings } from './child-settings.ts'

const permission = /(?:^|[\s"'])--(?:experimental-)?permission(?=$|[\s"'])/

/** Whether a start is one of a Node that may not read the bootstrap or not write data, as far as its command line tells. */
export function isForbidden(
  args: readonly string[] | undefined,
  nodeOptions: string | undefined,
  { bootstrap, variables }: ChildSettings,
): boolean {
  const line = `${args?.join(' ') ?? ''} ${nodeOptions ?? ''}`
  if (!line.includes('permission') || !permission.test(line)) return false
  return (
    !isAllowed(line, 'read', bootstrap) ||
    !isAllowed(line, 'write', variables[environmentNames.dataFile] ?? '')
  )
}

/** Windows takes both slashes, and does not tell `a` from `A`. */
function toComparable(path: string): string {
  return isWindows ? path.replaceAll('\\', '/').toLowerCase() : path
}

function isAllowed(line: string, kind: 'read' | 'write', path: string): boolean {
  const pattern = new RegExp(`--allow-fs-${kind}[=\\s]["']?([^\\s"']+)`, 'g')
  const asked = toComparable(path)
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    for (const given of (match[1] ?? '').split(',')) {
      const item = toComparable(given)
      if (item.endsWith('*') ? asked.startsWith(item.slice(0, -1)) : `${asked}/`.startsWith(`${item}/`))
        return true
    }
  }
  return false
}
