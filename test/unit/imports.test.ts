import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const imports = readImports()

/** Which top folders each may import, as the table in CONTRIBUTING.md says. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/contract': [],
  'src/system': ['src/contract'],
  bootstrap: ['src/contract', 'src/system'],
  'src/embed': ['src/contract'],
  'src/core': ['src/contract', 'src/system'],
  'src/report': ['src/core', 'src/contract', 'src/system'],
  'src/run': ['src/report', 'src/core', 'src/contract', 'src/system'],
  'src/vitest': ['src/run', 'src/report', 'src/core', 'src/contract', 'src/system'],
  'src/jest': ['src/run', 'src/report', 'src/core', 'src/contract', 'src/system'],
  'src/cli': ['src/run', 'src/report', 'src/core', 'src/contract', 'src/system'],
}

test('no file imports itself through others, types included', () => {
  expect(findCircles(imports)).toEqual([])
})

test('no folder imports itself through others', () => {
  const rooms = new Map<string, Set<string>>()
  for (const [file, targets] of imports) {
    const own = rooms.get(roomOf(file)) ?? new Set()
    rooms.set(roomOf(file), own)
    for (const target of targets) if (roomOf(target) !== roomOf(file)) own.add(roomOf(target))
  }
  expect(findCircles(rooms)).toEqual([])
})

test('a folder imports only what CONTRIBUTING.md lets it', () => {
  const table = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  for (const folder of Object.keys(allowed)) expect(table).toContain(`| \`${folder}/\``)
  const wrong: string[] = []
  for (const [file, targets] of imports) {
    const from = topFolderOf(file)
    for (const target of targets) {
      const to = topFolderOf(target)
      if (from && to && from !== to && !allowed[from]?.includes(to)) wrong.push(`${file} -> ${target}`)
    }
  }
  expect(wrong).toEqual([])
})

/** The relative imports of each source file, by path from the root. */
function readImports(): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>()
  for (const folder of ['src', 'bootstrap'])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/\.c?ts$/.test(name)) continue
      const path = join(root, folder, name)
      const found = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)
      const targets = [...found].map(([, target]) => relative(root, resolve(dirname(path), target!)))
      graph.set(relative(root, path), new Set(targets))
    }
  return graph
}

/** A folder without subfolders is one room; a file beside subfolders is a room of its own: an entry, or what all of them rest on. */
function roomOf(file: string): string {
  const folder = dirname(file)
  const hasSubfolder = [...imports.keys()].some(
    other => dirname(other) !== folder && other.startsWith(`${folder}/`),
  )
  return hasSubfolder ? file : folder
}

/** The longest name of the table that a path lies under; the package's own entry belongs to none. */
function topFolderOf(file: string): string | undefined {
  return Object.keys(allowed).find(folder => file.startsWith(`${folder}/`))
}

/** Groups of nodes that lead to each other. */
function findCircles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reachable = new Map([...graph.keys()].map(node => [node, reach(graph, node)]))
  const circles = [...graph.keys()].filter(node => reachable.get(node)!.has(node))
  const groups = circles.map(node =>
    circles.filter(other => reachable.get(node)!.has(other) && reachable.get(other)!.has(node)),
  )
  return [...new Map(groups.map(group => [group.join(), group])).values()]
}

/** All nodes that imports lead to from `node`, itself only if they lead back. */
function reach(graph: ReadonlyMap<string, ReadonlySet<string>>, node: string): Set<string> {
  const seen = new Set<string>()
  const open = [...(graph.get(node) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...(graph.get(next) ?? []))
  }
  return seen
}
