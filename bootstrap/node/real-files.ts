// mock-fs replaces the functions of Node's native module for files, below `node:fs`, and a test may never restore them. Ours are taken at
// the start, and put in place while we write.
import { readBinding } from './binding.ts'

type FileBinding = Record<string, unknown>

/** Those that the functions of `node:fs` which the bootstrap uses call (Node 18 to 26). */
const names = [
  'open',
  'close',
  'read',
  'writeBuffer',
  'writeString',
  'rename',
  'unlink',
  'mkdir',
  'stat',
  'readdir',
  'copyFile',
  'readlink',
  'link',
]

const binding = readBinding<FileBinding>('fs')
const own = take()

/** Calls `act`, in which files are real. */
export function withRealFiles<T>(act: () => T): T {
  if (!binding || binding.open === own.open) return act()
  const replaced = take()
  put(own)
  try {
    return act()
  } finally {
    put(replaced)
  }
}

function take(): FileBinding {
  const taken: FileBinding = {}
  for (let i = 0; binding && i < names.length; i++) taken[names[i]!] = binding[names[i]!]
  return taken
}

function put(functions: FileBinding): void {
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    if (functions[name] !== undefined) binding![name] = functions[name]
  }
}
