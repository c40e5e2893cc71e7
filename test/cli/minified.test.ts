import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from '@swc/core'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { countsOf, createProject } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const source = `export function choose(path: string) {
  let found
  if (!path) {
    found = null
  } else {
    found = JSON.stringify(path)
  }
  return found
}
choose('a'); choose('b')
`

/** The output of oxc, the minifier of Rolldown and Vite 8. It joins the assignments, at the place of the first one. */
const code =
  'function e(e){let t;return t=e?JSON.stringify(e):null,t}e(`a`),e(`b`);export{e as choose};\n//# sourceMappingURL=main.js.map\n'
const mappings =
  'AAAA,SAAgBA,EAAO,EAAc,CACnC,IAAIC,EAMJ,MALA,CACEA,EADGC,EAGK,KAAK,UAAUA,CAAI,EAFnB,KAIHD,CACT,CACAD,EAAO,GAAG,EAAGA,EAAO,GAAG,E'

test('a statement that a minifier made an arm of a value has the count of that arm', async () => {
  const project = createProject({
    'src/main.ts': source,
    'dist/main.js': code,
    'dist/main.js.map': JSON.stringify({
      version: 3,
      names: ['choose', 'found', 'path'],
      sources: ['../src/main.ts'],
      sourcesContent: [source],
      mappings,
    }),
  })
  const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', 'dist/main.js'])
  expect(run).toMatchObject({ code: 0, stderr: '' })
  expect(countsOf(project.file('src/main.ts'))).toEqual({
    lines: { 3: 2, 4: 0, 6: 2, 8: 2, 10: 1 },
    functions: { choose: 2 },
    branches: [[0, 2]],
  })
})

test('a module whose functions a minifier inlined in another module ran once', async () => {
  const project = createProject({
    'package.json': '{ "type": "module" }',
    'src/lib.js': `export function area(s) {
  if (s.kind === 'circle') return s.r * 3
  return s.a * s.a
}
export const describe = s => (s.kind === 'circle' ? 'round' : 'angular')
export const twice = n => {
  return n * 2
}
export const five = 5
`,
    'src/main.js': `import { area, describe, five, twice } from './lib.js'
async function get(n) {
  const shape = n === 2 ? { kind: 'circle', r: n } : { kind: 'square', a: n }
  return { area: area(shape), what: describe(shape), twice: twice(n), five }
}
async function run() {
  for (const n of [1, 2, 3]) globalThis.got = await get(n)
}
run()
`,
  })
  const bundle = join(project.root, 'dist/bundle.js')
  await build({
    entryPoints: [join(project.root, 'src/main.js')],
    bundle: true,
    format: 'iife',
    sourcemap: true,
    outfile: bundle,
  })
  const { code, map } = await transform(readFileSync(bundle, 'utf8'), {
    isModule: false,
    minify: true,
    jsc: {
      target: 'es2022',
      minify: { compress: { toplevel: true, passes: 3 }, mangle: { toplevel: true } },
    },
    sourceMaps: true,
    inputSourceMap: readFileSync(`${bundle}.map`, 'utf8'),
  })
  expect(code).not.toContain('area(')
  writeFileSync(bundle, `${code}\n//# sourceMappingURL=bundle.js.map\n`)
  writeFileSync(`${bundle}.map`, map!)
  const readCounts = async (program: string) => {
    const run = await covtree(project, ['run', '-r', 'json', '-n', 'src', '--', 'node', program])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    return countsOf(project.file('src/lib.js'))
  }
  expect(await readCounts('dist/bundle.js')).toEqual(await readCounts('src/main.js'))
})
