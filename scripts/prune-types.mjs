// Removes the declarations in dist/ that no entry of the package imports: tsc writes one for each module.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
const reached = new Set(listTypes(exports))
for (const path of reached) {
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(
    /(?:\bfrom|\bimport\()\s*['"](\.[^'"]+)['"]/g,
  )) {
    const target = join(dirname(path), specifier.replace(/(?:\.d)?\.(?:ts|js)$/, '.d.ts'))
    if (!existsSync(target)) throw new Error(`${path} imports ${specifier}, which is not in dist/`)
    reached.add(target)
  }
}
for (const name of readdirSync('dist', { recursive: true })) {
  const path = join('dist', name)
  if (/\.d\.c?ts$/.test(path) && !reached.has(path)) rmSync(path)
}

/** The declarations that package.json names. */
function listTypes(entry) {
  if (typeof entry === 'string') return []
  return Object.entries(entry).flatMap(([key, value]) => (key === 'types' ? [join(value)] : listTypes(value)))
}
