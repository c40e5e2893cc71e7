// The place of a process: the machine and container that it runs in. In another place, the same pid is that of another process.
import { readlinkSync } from 'node:fs'
import { readBoot } from './proc-stat.ts'

// In a child, the program may replace it later. `node:os` is loaded only where it is needed.
const { getBuiltinModule } = process

let host: string | undefined
let place: string | undefined

/** Names this machine since its last start (Linux), or by its host name. */
export function readHost(): string {
  host ??= readBoot() ?? getBuiltinModule?.('node:os').hostname() ?? ''
  return host
}

/**
 * Names, in two words, the place of this process's pid: its machine, and on Linux the namespace of its container.
 * @param knownHost what {@link readHost} would say, from another process of this run
 */
export function readPlace(knownHost?: string): string {
  host ??= knownHost
  place ??= `${readHost()} ${readNamespace()}`
  return place
}

/** Whether a place is that of this process. A process that sees no /proc, in a bare `chroot`, does not know its namespace. */
export function isHere(place: string): boolean {
  const [host, namespace] = place.split(' ')
  const [ownHost, ownNamespace] = readPlace().split(' ')
  return host === ownHost && (!namespace || !ownNamespace || namespace === ownNamespace)
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
