import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { loadText } from '../../src/core/texts/script-text.ts'
import { WarningLog } from '../../src/core/warning.ts'

const typed = 'interface A { x: number }\nexport const f = <T,>(a: A): number => a.x as number\n'
const blanked = '                         \nexport const f =     (a   )         => a.x          \n'
const compiled = 'export const f = a => a.x\n'
const address = '\n\n//# sourceURL=file:///p/a.ts'

test.each([
  ['a file itself', typed, false],
  ['a file whose types Node has made blank', blanked, false],
  ['the same with the comment that Node adds', blanked + address, false],
  ['a text that a loader compiled', compiled, true],
  ['the same with such a comment', compiled + address, true],
])('%s is taken for what it is', (_name, text, isCompiled) => {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-text-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'texts'))
  writeFileSync(join(folder, 'a.ts'), typed)
  writeFileSync(join(folder, 'texts/saved'), text)
  const script = {
    url: pathToFileURL(join(folder, 'a.ts')).href,
    info: { length: text.length, text: 'saved' },
  }
  const loaded = loadText({ script, texts: join(folder, 'texts') }, new WarningLog(), path => path)
  expect(loaded).toMatchObject({ text, shift: 0, isCompiled })
})
