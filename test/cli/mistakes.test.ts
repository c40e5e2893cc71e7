import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findMistakes, type Mistake } from '../../src/cli/doctor/mistakes.ts'
import { repository, vitestVersion } from '../e2e/toolchain.ts'

/** Makes a folder with these files, in which the packages named in `links` are installed. */
function createFolder(files: Record<string, string>, links: readonly string[] = []): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'covtree-mistakes-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  for (const name of links) {
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name))
  }
  return root
}

const noRunner = { 'package.json': '{}' }

describe('a mistake in a setup is named, with what to write instead', () => {
  test.each<[name: string, version: string, env: NodeJS.ProcessEnv, mistakes: Mistake[]]>([
    [
      'an old Node',
      'v18.20.4',
      {},
      [{ problem: 'covtree does not support Node 18.20.4', fix: 'use Node 20.19, 22.12, 24 or later' }],
    ],
    [
      'an odd Node',
      'v23.1.0',
      {},
      [{ problem: 'covtree does not support Node 23.1.0', fix: 'use Node 20.19, 22.12, 24 or later' }],
    ],
    [
      'NODE_OPTIONS with --permission',
      'v24.0.0',
      { NODE_OPTIONS: '--permission --allow-fs-read=*' },
      [
        {
          problem: 'NODE_OPTIONS has --permission, and Node then gives no inspector to count with',
          fix: 'take --permission out of NODE_OPTIONS, and set it for the programs that need it',
        },
      ],
    ],
    ...[
      ['--require', '/nowhere/setup.cjs'],
      ['-r', './setup.cjs'],
      ['--import', '../setup.mjs'],
    ].map(([option, file]): [string, string, NodeJS.ProcessEnv, Mistake[]] => [
      `NODE_OPTIONS with ${option} of a file that is not there`,
      'v20.19.0',
      { NODE_OPTIONS: `--no-warnings ${option} ${file}` },
      [
        {
          problem: `NODE_OPTIONS preloads ${file}, which does not exist: each Node process ends at once`,
          fix: 'take it out of NODE_OPTIONS',
        },
      ],
    ]),
    [
      'NODE_OPTIONS with a preload that is there',
      'v22.12.0',
      { NODE_OPTIONS: '--require ./package.json' },
      [],
    ],
  ])('%s', (_name, version, env, mistakes) => {
    expect(findMistakes(createFolder(noRunner), { version, env })).toEqual(mistakes)
  })

  test('a folder without a package.json', () => {
    const root = createFolder({})
    expect(findMistakes(root)).toEqual([
      { problem: `there is no package.json in ${root}`, fix: 'run this in the folder of your project' },
    ])
  })

  test('a Vitest that is too old', () => {
    const root = createFolder({
      ...noRunner,
      'yarn.lock': '',
      'node_modules/vitest/package.json': '{ "version": "3.2.4" }',
      'node_modules/covtree/package.json': '{}',
    })
    expect(findMistakes(root)).toEqual([
      { problem: 'covtree does not support Vitest 3.2.4', fix: 'yarn add --dev vitest@latest' },
    ])
  })

  test('a provider that is not installed', () => {
    const root = createFolder(
      {
        ...noRunner,
        'vitest.config.mjs':
          "export default { plugins: [{ name: 'covtree' }], test: { coverage: { provider: 'istanbul', subprocess: true } } }",
        'node_modules/covtree/package.json': '{}',
      },
      ['vitest'],
    )
    const name = '@vitest/coverage-istanbul'
    expect(findMistakes(root)).toEqual([
      { problem: `${name} is not installed`, fix: `npm install --save-dev ${name}@${vitestVersion}` },
    ])
  })
})
