// Builds the children of a corpus.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { variants } from './variants.mjs'

/** Builds each wanted variant; returns its name, the arguments of `node` and which `node`, if it is another one. */
export async function buildChildren(project, { language, skip = [] }, wanted, isKept) {
  const children = []
  for (const [name, variant] of Object.entries(variants)) {
    const isWanted =
      wanted.includes(name) || wanted.includes('all') || (wanted.length === 0 && !variant.isExtra)
    if (!isWanted || variant.isMissing || skip.includes(name) || (variant.language ?? language) !== language)
      continue
    const out = join(project, 'out', name)
    if (!isKept || !existsSync(out)) rmSync(out, { recursive: true, force: true })
    const isBuilt = existsSync(out)
    mkdirSync(out, { recursive: true })
    if (variant.type) writeFileSync(join(out, 'package.json'), JSON.stringify({ type: variant.type }))
    const args = isBuilt && variant.type ? undefined : await variant.build(project, out)
    children.push([name, Array.isArray(args) ? args : [join(out, 'child.js')], variant.node])
  }
  return children
}
