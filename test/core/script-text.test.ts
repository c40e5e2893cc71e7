import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { expect, onTestFinished, test } from 'vitest'
import { FileSet } from '../../src/core/combining/file-set.ts'
import { planText } from '../../src/core/combining/text-plan.ts'
import { loadText } from '../../src/core/texts/script-text.ts'
import { WarningLog } from '../../src/core/warning.ts'
import { structuresFromDisk } from '../../src/run/sources/structures.ts'
import { TextCounter } from './count-text.ts'
import { describeCounts } from './describe-counts.ts'

const typed = 'interface A { x: number }\nexport const f = <T,>(a: A): number => a.x as number\n'
const blanked = '                         \nexport const f =     (a   )         => a.x          \n'
const compiled = 'export const f = a => a.x\n'
const address = '\n\n//# sourceURL=file:///p/a.ts'

test.each([
  ['ES module', 'a.ts', (path: string) => pathToFileURL(path).href],
  ['CommonJS module', 'a.cts', (path: string) => path],
])(
  'a file that has run as a stripped %s, by data of NODE_V8_COVERAGE, has not changed',
  (_kind, name, addressOf) => {
    const folder = mkdtempSync(join(tmpdir(), 'covtree-text-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, name)
    writeFileSync(path, typed)
    const end = typed.length + `\n\n//# sourceURL=${addressOf(path)}`.length
    const warnings = new WarningLog()
    const load = (end: number) =>
      loadText({ script: { url: pathToFileURL(path).href, end }, texts: folder }, warnings, path => path)
    expect(load(end)).toMatchObject({ text: expect.stringContaining(typed), isTyped: true })
    expect(load(typed.length)).toMatchObject({ text: typed, isTyped: true })
    expect(warnings.list()).toEqual([])
    expect(load(end + 1)).toBeUndefined()
    expect(warnings.list()).toMatchObject([{ code: 'source-changed' }])
  },
)

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

test.each([
  ['of it', '../a.ts', true],
  ['of a file outside the report', '../b.ts', false],
])('a build that names no source map: the one beside it, %s, is read: %s', async (_which, source, isRead) => {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-text-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'a.ts'), typed)
  const { code, map } = transformSync(typed, { loader: 'ts', sourcemap: 'external', sourcefile: source })
  writeFileSync(join(folder, 'dist/a.js.map'), map)
  const warnings = new WarningLog()
  const files = new FileSet({}, path => path === join(folder, 'a.ts'), structuresFromDisk(process.cwd()))
  const build = { path: join(folder, 'dist/a.js'), text: code, sourceMap: undefined, shift: 0 }
  const plan = await planText(build, files, 'v8', warnings)
  expect(plan !== undefined).toBe(isRead)
  expect(warnings.list()).toEqual([])
})

test.each(['(function (exports) {', '(function anonymous(exports\n) {\n'])(
  'counts a file in the wrapper %j',
  async wrapper => {
    const source = `function pick(n) { if (n > 1) { return n } return 0 }
for (let i = 0; i < 5; i++) pick(i)
function never() { return 1 }
if (never.x) never()
globalThis.run = () => {}
`
    const { file, warnings } = await new TextCounter().count(source, {
      code: `${wrapper}${source}\n})({})`,
      map: undefined,
    })
    expect(describeCounts(file!, source)).toMatchObject({
      'statement 1:19 if (n > 1) { return n } return': 5,
      'statement 1:32 return n } return 0 }': 3,
      'statement 1:43 return 0 }': 2,
      'function 1:9 pick(n) { if (n > 1) { return ': 5,
    })
    expect(warnings).toEqual([])
  },
)
