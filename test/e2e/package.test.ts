import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { leadsToText, listLinks, listPages } from '../unit/page-links.ts'
import { installTarball } from './tarball.ts'
import { repository } from './toolchain.ts'

test.each(['nodenext', 'bundler'])(
  'the option is typed in a user config from the tarball (%s)',
  resolution => {
    const root = installTarball()
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(root, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          target: 'es2022',
          module: resolution === 'bundler' ? 'esnext' : 'nodenext',
          moduleResolution: resolution,
          types: ['node'],
        },
        files: ['vitest.config.ts'],
      }),
    )
    writeFileSync(
      join(root, 'vitest.config.ts'),
      `import covtree from 'covtree/vitest'
import { defineConfig } from 'vitest/config'
export default defineConfig({
  plugins: [covtree()],
  test: { coverage: { provider: 'v8', include: ['src/**'], subprocess: true } },
})
export const settings = defineConfig({
  test: { coverage: { subprocess: { checkpoint: 1000, saveSignal: 'SIGUSR2', failOnLost: true } } },
})
export const wrong = defineConfig({
  // @ts-expect-error: no such signal
  test: { coverage: { subprocess: { saveSignal: 'SIGNOTHING' } } },
})
`,
    )
    const tsc = join(repository, 'node_modules/typescript/bin/tsc')
    try {
      execFileSync(process.execPath, [tsc, '-p', root], { cwd: root, encoding: 'utf8' })
    } catch (error) {
      expect((error as { stdout: string }).stdout).toBe('')
    }
  },
)

test('the tarball holds the build, the docs and nothing of the workshop', () => {
  const root = installTarball()
  const files = execFileSync('find', ['.', '-type', 'f'], {
    cwd: join(root, 'node_modules/covtree'),
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
  expect(
    files.filter(
      file =>
        !/^\.\/(dist\/|schema\/|docs\/(notes\/|guides\/)?[\w-]+\.md$|docs\/(page\.png|growth\.svg)$|package\.json|README\.md|LICENSE|CHANGELOG\.md)/.test(
          file,
        ),
    ),
  ).toEqual([])
})

test('the tarball has no script that npm would run, or warn of, where it is installed', () => {
  const file = join(installTarball(), 'node_modules/covtree/package.json')
  const { scripts } = JSON.parse(readFileSync(file, 'utf8'))
  // npm 11 warns of `prepare` in a package that does not come from a registry. npm runs `prepublish` only in a clone, that of a git dependency included.
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    expect(scripts).not.toHaveProperty(name)
  for (const name of ['prepack', 'prepublish']) expect(scripts).toHaveProperty(name)
})

test('every page and every heading that a page of the tarball links to is in the tarball', () => {
  const own = join(installTarball(), 'node_modules/covtree')
  const links = listPages(own).flatMap(page => listLinks(own, page))
  expect(links.map(({ target }) => target)).toContain('docs/command-line.md')
  expect(links.map(({ target }) => target)).toContain('docs/messages.md')
  expect(links.filter(link => !leadsToText(own, link))).toEqual([])
})
