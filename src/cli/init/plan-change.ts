import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../../core/texts/same-text.ts'
import { describeInstall, findRunner, findVersion, readPackage } from '../project/packages.ts'
import { editJestConfig, editJestJson, editVitestConfig } from './edit-configs.ts'

/** The change of one file, or advice where the file cannot be changed safely. */
export interface Change {
  /** Path from the root. */
  file: string
  /** Undefined: the file does not exist yet. */
  before: string | undefined
  /** Undefined: see `advice`. */
  after: string | undefined
  /** What to write by hand. */
  advice: string
  /** Commands to run afterwards. */
  next: string[]
}

const endings = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']

/** Plans the change that sets covtree up in a project. */
export function planChange(root: string): Change {
  const runner = findRunner(root)
  const change =
    runner === 'vitest' ? planVitest(root) : runner === 'jest' ? planJest(root) : planCommandLine(root)
  const next = findVersion(root, 'covtree') ? [] : [describeInstall(root, 'covtree')]
  return { ...change, next: [...next, ...change.next] }
}

const vitestAdvice = `import covtree from 'covtree/vitest'

plugins: [covtree()],
test: { coverage: { subprocess: true } },`

const newVitestConfig = `import covtree from 'covtree/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [covtree()],
  test: { coverage: { provider: 'v8', subprocess: true } },
})
`

function planVitest(root: string): Change {
  const names = ['vitest.config', 'vite.config'].flatMap(name => endings.map(ending => `${name}.${ending}`))
  const file = names.find(name => existsSync(join(root, name)))
  const before = file && readText(join(root, file))
  const provider = /provider:\s*['"]istanbul['"]/.test(before ?? '') ? 'istanbul' : 'v8'
  const name = `@vitest/coverage-${provider}`
  const isInstalled = findVersion(root, name) !== undefined || /provider:\s*['"]custom['"]/.test(before ?? '')
  const next = isInstalled ? [] : [describeInstall(root, `${name}@${findVersion(root, 'vitest')}`)]
  next.push('npx vitest run --coverage')
  if (!file || before === undefined) {
    return {
      file: 'vitest.config.mjs',
      before: undefined,
      after: newVitestConfig,
      advice: vitestAdvice,
      next,
    }
  }
  return { file, before, after: editVitestConfig(before, root), advice: vitestAdvice, next }
}

const jestAdvice = "reporters: ['default', 'covtree/jest'],"

function planJest(root: string): Change {
  const next = ['npx jest --coverage']
  const names = [...endings, 'json'].map(ending => `jest.config.${ending}`)
  const file = names.find(name => existsSync(join(root, name)))
  const common = { advice: jestAdvice, next }
  if (!file && readPackage(root)?.jest) {
    const before = readText(join(root, 'package.json'))!
    return { file: 'package.json', before, after: editJestJson(before, 'jest'), ...common }
  }
  if (!file) {
    const after = "module.exports = {\n  reporters: ['default', 'covtree/jest'],\n}\n"
    return { file: 'jest.config.cjs', before: undefined, after, ...common }
  }
  const before = readText(join(root, file))!
  const after = file.endsWith('.json') ? editJestJson(before) : editJestConfig(before, root)
  return { file, before, after, ...common }
}

function planCommandLine(root: string): Change {
  const file = 'covtree.config.json'
  const before = readText(join(root, file))
  const settings = {
    $schema: './node_modules/covtree/schema/config.json',
    ...(existsSync(join(root, 'src')) && { include: ['src'] }),
    reporter: ['text', 'html'],
  }
  const after = before ?? `${JSON.stringify(settings, null, 2)}\n`
  const test = readPackage(root)?.scripts?.test
  return {
    file,
    before,
    after,
    advice: '',
    next: [`npx covtree run -- ${test ? 'npm test' : 'node --test'}`],
  }
}
