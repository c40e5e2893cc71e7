import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { expect, test } from 'vitest'
import { combineFolder } from '../../src/run/combine-folder.ts'
import { writeProgram } from './program.ts'
import { createDataFolder, start } from './run-process.ts'

test('a language that only the process can compile counts with the structure of the text that ran, and is named', async () => {
  const source = 'f = (n: number) =>\n  n > 1 ? "big" : "small"\nf(2)\n'
  const { code } = transformSync(source, {
    loader: 'ts',
    sourcemap: 'inline',
    sourcefile: 'part.civet',
  })
  const root = writeProgram({
    'part.civet': source,
    'main.cjs': `const text = ${JSON.stringify(code)}
require.extensions['.civet'] = (module, path) => module._compile(text, path)
require('./part.civet')\n`,
  })
  const data = createDataFolder({}, `${root}/`)
  expect(await start([join(root, 'main.cjs')], { env: data.env }).ended).toMatchObject({
    code: 0,
    stderr: '',
  })
  const { map, warnings } = await combineFolder(data.folder, { root })
  expect(map[join(root, 'part.civet')]).toMatchObject({ f: { 0: 1 }, b: { 0: [1, 0] } })
  expect(warnings).toMatchObject([{ message: expect.stringContaining('(own-structure)') }])
})
