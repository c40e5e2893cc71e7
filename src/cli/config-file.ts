import { existsSync, readFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OptionError } from '../run/option.ts'
import { removeMark } from '../system/byte-order-mark.ts'

/** The unchecked settings of a file. */
export interface ConfigFile {
  /** Its name in messages. */
  name: string
  settings: Record<string, unknown>
}

const names = ['json', 'js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map(extension => `covtree.config.${extension}`)

/**
 * Reads the settings of a project: `covtree.config.*`, or `covtree` in its package.json.
 * @param file a file named by the user, relative to `root`
 * @throws {OptionError} if there is more than one, or if it cannot be read
 */
export async function loadConfigFile(root: string, file?: string): Promise<ConfigFile> {
  if (file !== undefined) {
    const path = resolve(root, file)
    if (!existsSync(path))
      throw new OptionError(`Invalid \`--config\` value '${file}': there is no such file in ${root}.`)
    return readConfig(path, file)
  }
  const packageFile = join(root, 'package.json')
  const inPackage = existsSync(packageFile) ? parseJson(packageFile).covtree : undefined
  const found = names.filter(name => existsSync(join(root, name)))
  const all = inPackage === undefined ? found : [...found, 'package.json#covtree']
  if (all.length > 1) throw new OptionError(`Found settings in ${all.join(' and in ')}: keep one of them.`)
  if (found[0]) return readConfig(join(root, found[0]), found[0])
  return { name: 'package.json#covtree', settings: asSettings(inPackage ?? {}, 'package.json#covtree') }
}

async function readConfig(path: string, name: string): Promise<ConfigFile> {
  const extension = extname(path)
  if (extension === '.json') {
    const content = parseJson(path)
    return { name, settings: asSettings(basename(path) === 'package.json' ? content.covtree : content, name) }
  }
  const module = await importConfig(path, name)
  const exported = 'default' in module ? module.default : { ...module }
  return { name, settings: asSettings(typeof exported === 'function' ? await exported() : exported, name) }
}

async function importConfig(path: string, name: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // Node >= 22.18 and >= 23.6 read TypeScript themselves, as 22.6 does with a flag; others need a loader.
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      const fix = `Node ${process.version} reads no TypeScript: use Node 22.18 or later, set NODE_OPTIONS='--import tsx', or name it covtree.config.js`
      throw new OptionError(`Cannot load ${name}: ${fix}.`)
    }
    // Node reads the file as CommonJS if package.json says so, as that of `npm init` does since npm 11.
    if (error instanceof SyntaxError && /'export'|import statement/.test(message) && /\.[jt]s$/.test(name)) {
      const fix = `name it ${name.replace(/[jt]s$/, 'm$&')}, or set "type": "module" in package.json`
      throw new OptionError(`Cannot load ${name}: ${message}: ${fix}.`)
    }
    throw new OptionError(`Cannot load ${name}: ${message}`)
  }
}

function parseJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(removeMark(readFileSync(path, 'utf8')))
  } catch (error) {
    throw new OptionError(`Cannot read ${basename(path)}: ${(error as Error).message}`)
  }
}

function asSettings(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OptionError(
      `Invalid settings in ${name}: they must be an object, such as { "include": ["src"] }.`,
    )
  }
  const { $schema: _, ...settings } = value as Record<string, unknown>
  return settings
}
