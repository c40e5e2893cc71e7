import { closeSync, existsSync, openSync, readFileSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import type { ProcessInfo } from '../../contract/process-info.ts'

/** The oldest major version in which covtree runs. */
const oldest = 18
const chunk = 2 ** 22

/** Finds out which version of Node a binary holds, without running it. */
export class NodeVersions {
  readonly #known = new Map<string, string | undefined>()

  /** @param records tell their own version */
  constructor(records: readonly Pick<ProcessInfo, 'argv' | 'node'>[]) {
    this.#known.set(process.execPath, process.versions.node)
    for (const { argv, node } of records)
      if (argv[0] && node) this.#known.set(argv[0], node.replace(/^v/, ''))
  }

  /** `14.21`, of a program in whose Node covtree does not run; undefined for others, and where it cannot be told. */
  readOld(file: string, cwd: string): string | undefined {
    const path = findFile(file, cwd)
    if (path === undefined) return undefined
    if (!this.#known.has(path)) this.#known.set(path, readVersion(path))
    const [major, minor] = this.#known.get(path)?.split('.') ?? []
    return major !== undefined && Number(major) < oldest ? `${major}.${minor}` : undefined
  }

  /** Whether a program of Node's name is a version manager's, which starts the real one. */
  isShim(file: string): boolean {
    const path = findFile(file, '/')
    if (path === undefined) return true
    try {
      const real = realpathSync(path)
      return !/^node(?:js)?[\d.]*(?:\.exe)?$/i.test(basename(real)) || readHead(real) === '#!'
    } catch {
      return true
    }
  }
}

function findFile(file: string, cwd: string): string | undefined {
  if (isAbsolute(file)) return file
  if (/[\\/]/.test(file)) return resolve(cwd, file)
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map(folder => join(folder, file)).find(path => existsSync(path))
}

/** From Node's header files beside the binary, or from the address of its headers, which every official binary holds. */
function readVersion(path: string): string | undefined {
  try {
    const header = join(dirname(dirname(realpathSync(path))), 'include/node/node_version.h')
    if (existsSync(header)) {
      const text = readFileSync(header, 'utf8')
      const [major, minor] = ['MAJOR', 'MINOR'].map(
        part => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1],
      )
      if (major && minor) return `${major}.${minor}`
    }
    return statSync(path).isFile() ? searchVersion(path) : undefined
  } catch {
    return undefined
  }
}

function searchVersion(path: string): string | undefined {
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(chunk)
    let before = ''
    for (let read = readSync(fd, buffer); read > 0; read = readSync(fd, buffer)) {
      const text = before + buffer.toString('latin1', 0, read)
      const found = /node-v(\d+\.\d+)\.\d+/.exec(text)
      if (found) return found[1]
      before = text.slice(-100)
    }
    return undefined
  } finally {
    closeSync(fd)
  }
}

function readHead(path: string): string {
  if (!statSync(path).isFile()) return ''
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(2)
    readSync(fd, buffer)
    return buffer.toString('latin1')
  } finally {
    closeSync(fd)
  }
}
