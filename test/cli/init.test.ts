import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { diffLines } from '../../src/cli/init/diff.ts'
import { editJestConfig, editJestJson, editVitestConfig } from '../../src/cli/init/edit-configs.ts'
import { describeInstall } from '../../src/cli/project/packages.ts'
import { createProject } from '../e2e/project.ts'
import { covtree } from './command-line.ts'

const root = join(import.meta.dirname, '../..')

/** The lines that a change adds, and those that it takes away. */
function changes(before: string, after: string | undefined): string[] {
  return after === undefined ? ['none'] : diffLines(before, after).filter(line => !line.startsWith(' '))
}

describe('a Vitest config', () => {
  test.each<[name: string, before: string, added: string[]]>([
    [
      'with parts of it all',
      `import { defineConfig } from "vitest/config";
import react from "@vitejs/plugin-react";

export default defineConfig({
  plugins: [react()],
  test: {
    coverage: {
      include: ["src"],
    },
  },
});
`,
      [
        '+ import covtree from "covtree/vitest";',
        '-   plugins: [react()],',
        '+   plugins: [react(), covtree()],',
        '+       subprocess: true,',
      ],
    ],
    [
      'without plugins and tests',
      "import { defineConfig } from 'vite'\nexport default defineConfig(({ mode }) => ({\n  base: mode,\n}))\n",
      [
        "+ import covtree from 'covtree/vitest'",
        '+   test: { coverage: { subprocess: true } },',
        '+   plugins: [covtree()],',
      ],
    ],
    [
      'in a variable, with a type',
      "import type { UserConfig } from 'vitest/config'\nconst config: UserConfig = {\n  test: {\n    globals: true,\n  },\n}\nexport default config\n",
      [
        "+ import covtree from 'covtree/vitest'",
        '+   plugins: [covtree()],',
        '+     coverage: { subprocess: true },',
      ],
    ],
    [
      'merged with another, by a function with a body',
      "import { defineConfig, mergeConfig } from 'vitest/config'\nimport base from './base.js'\nexport default defineConfig(async () => {\n  const more = 1\n  return mergeConfig(base, { test: { coverage: {} } })\n})\n",
      [
        "+ import covtree from 'covtree/vitest'",
        '-   return mergeConfig(base, { test: { coverage: {} } })',
        '+   return mergeConfig(base, { plugins: [covtree()], test: { coverage: { subprocess: true } } })',
      ],
    ],
    [
      'with an empty object over several lines',
      "import { defineConfig } from 'vitest/config'\nexport default defineConfig({\n  test: {\n\n  },\n})\n",
      [
        "+ import covtree from 'covtree/vitest'",
        '+   plugins: [covtree()],',
        '+     coverage: { subprocess: true },',
      ],
    ],
    [
      'with the plugin alone',
      "import covtree from 'covtree/vitest'\nexport default { plugins: [covtree()], test: { coverage: { enabled: true } } }\n",
      [
        '- export default { plugins: [covtree()], test: { coverage: { enabled: true } } }',
        '+ export default { plugins: [covtree()], test: { coverage: { subprocess: true, enabled: true } } }',
      ],
    ],
    [
      'that is set up',
      "import covtree from 'covtree/vitest'\nexport default { plugins: [covtree()], test: { coverage: { subprocess: {} } } }\n",
      [],
    ],
    [
      'with syntax of TypeScript',
      'export default {\n  test: {\n    exclude: [...defaults.exclude!],\n  },\n}\n',
      [
        "+ import covtree from 'covtree/vitest'",
        '+   plugins: [covtree()],',
        '+     coverage: { subprocess: true },',
      ],
    ],
    ['with computed plugins', 'export default { plugins: makePlugins() }\n', ['none']],
    ['in CommonJS', "module.exports = require('vitest/config').defineConfig({})\n", ['none']],
    ['that is imported', "export { default } from './base.js'\n", ['none']],
    ['that is no program', 'export default {', ['none']],
  ])('%s gets lines, and keeps all others', (_name, before, added) => {
    const after = editVitestConfig(before, root)
    expect(changes(before, after)).toEqual(added)
    // Once more changes nothing.
    if (after !== undefined) expect(editVitestConfig(after, root)).toBe(after)
  })
})

describe('a Jest config', () => {
  test.each<[name: string, before: string, added: string[]]>([
    [
      'in CommonJS',
      "module.exports = {\n  testEnvironment: 'node',\n}\n",
      ["+   reporters: ['default', 'covtree/jest'],"],
    ],
    [
      'with reporters',
      "/** @type {import('jest').Config} */\nconst config = {\n  reporters: [\n    'default',\n    ['jest-junit', {}],\n  ],\n}\nmodule.exports = config\n",
      ["+     'covtree/jest',"],
    ],
    [
      'as a function',
      'export default async () => ({ verbose: true })\n',
      [
        '- export default async () => ({ verbose: true })',
        "+ export default async () => ({ reporters: ['default', 'covtree/jest'], verbose: true })",
      ],
    ],
    ['that calls another', "module.exports = require('next/jest')()(config)\n", ['none']],
  ])('%s gets the reporter, and keeps all others', (_name, before, added) => {
    const after = editJestConfig(before, root)
    expect(changes(before, after)).toEqual(added)
    if (after !== undefined) expect(editJestConfig(after, root)).toBe(after)
  })

  test('in package.json keeps its indentation', () => {
    const before = '{\n\t"name": "p",\n\t"jest": {\n\t\t"verbose": true\n\t}\n}\n'
    const after = editJestJson(before, 'jest')
    expect(after).toBe(
      '{\n\t"name": "p",\n\t"jest": {\n\t\t"verbose": true,\n\t\t"reporters": [\n\t\t\t"default",\n\t\t\t"covtree/jest"\n\t\t]\n\t}\n}\n',
    )
    expect(editJestJson(after, 'jest')).toBe(after)
  })
})

test.each([
  ['pnpm-lock.yaml', 'pnpm add --save-dev covtree'],
  ['yarn.lock', 'yarn add --dev covtree'],
  ['package-lock.json', 'npm install --save-dev covtree'],
])('a project with %s, in its folder or above, is told: %s', (lock, command) => {
  const folder = mkdtempSync(join(tmpdir(), 'covtree-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, lock), '')
  expect(describeInstall(folder, 'covtree')).toBe(command)
  expect(describeInstall(join(folder, 'packages/one'), 'covtree')).toBe(command)
})

describe('covtree init', () => {
  test('shows the change, writes it with --yes, and the next run of Vitest counts processes', async () => {
    const project = createProject({
      'src/cli.js': 'console.log(1)\n',
      'vite.config.js':
        "export default {\n  test: { testTimeout: 100_000, coverage: { include: ['src'] } },\n}\n",
      'test/cli.test.js': `import { execFileSync } from 'node:child_process'
import { test } from 'vitest'
test('runs', () => { execFileSync(process.execPath, ['src/cli.js']) })
`,
    })
    const before = readFileSync(join(project.root, 'vite.config.js'), 'utf8')
    const shown = await covtree(project, ['init'])
    expect(shown).toMatchObject({ code: 1, stderr: '' })
    expect(shown.stdout).toContain('+   plugins: [covtree()],\n')
    expect(shown.stdout).toContain('Nothing was written: `covtree init --yes` writes it.')
    expect(readFileSync(join(project.root, 'vite.config.js'), 'utf8')).toBe(before)
    expect(await covtree(project, ['init', '--yes'])).toMatchObject({ code: 0, stderr: '' })
    expect((await covtree(project, ['init'])).stdout).toContain('vite.config.js is set up already.')
    const run = await project.run()
    expect(run.stdout).toContain('Subprocesses : 1 counted, 0 lost')
  })

  test('prints what to write where it cannot change the config safely', async () => {
    const project = createProject({
      'vitest.config.js': "import base from './base.js'\nexport default base\n",
    })
    const run = await covtree(project, ['init', '--yes'])
    expect(run.code).toBe(1)
    expect(run.stdout).toContain('vitest.config.js cannot be changed safely. Write there:')
    expect(run.stdout).toContain('  plugins: [covtree()],')
    expect(existsSync(join(project.root, 'vitest.config.mjs'))).toBe(false)
  })
})
