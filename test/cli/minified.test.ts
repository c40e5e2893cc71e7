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
