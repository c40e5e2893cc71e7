import { encodedMappings, TraceMap } from '@jridgewell/trace-mapping'
import { expect, test } from 'vitest'
import { TextCounter } from './count-text.ts'

const source = `const load = async name => {
  const found = await import(\`./commands/\${name}.js\`)
  return found
}
globalThis.run = () => {
  for (const name of ['a', 'b', 'c']) load(name).catch(() => {})
}
`

/** Vite's output for the import, with mappings for its start and its end. */
const added = `__variableDynamicImportRuntimeHelper((/* #__PURE__ */ Object.assign({"./commands/a.js": () => import("./commands/a.js"),"./commands/b.js": () => import("./commands/b.js")})), \`./commands/\${name}.js\`, 3)`
const expression = `import(\`./commands/\${name}.js\`)`
const code = source.replace(expression, () => added)
const mappings = source.split('\n').map((text, line) => {
  const start = text.indexOf(expression)
  const first = [0, 0, line, 0]
  if (start === -1) return [first, ...[...text.matchAll(/\w+/g)].map(({ index }) => [index, 0, line, index])]
  return [
    first,
    [8, 0, line, 8],
    [start, 0, line, start],
    [start + added.length, 0, line, start + expression.length],
  ]
})
const map = new TraceMap({ version: 3, names: [], sources: ['source.js'], mappings } as never)
const host = {
  code,
  map: JSON.stringify({ ...map, mappings: encodedMappings(map), sourcesContent: [source] }),
}

test('functions that Vite adds for an import of a path made at run time have the count of the import', async () => {
  const { counts } = await new TextCounter().count(source, { code: source, map: undefined }, 'v8', host)
  // Of `run`, `load` and what Vite added; V8 has not come to `() => {}` yet.
  expect(Object.values(counts!.f).sort()).toEqual([0, 1, 3, 3])
})
