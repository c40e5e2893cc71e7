import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countsOf, createProject, type Project } from '../e2e/project.ts'
import { packTarball } from '../e2e/tarball.ts'
import { nodeBinary, repository } from '../e2e/toolchain.ts'
import { finish, startProgram } from './command-line.ts'

const files = {
  'src/main.js': `import { execFileSync } from 'node:child_process'
if (process.argv[2]) console.log('child')
else process.stdout.write(execFileSync(process.execPath, ['src/main.js', 'child']))
`,
}

/** A project that Yarn installs by Plug'n'Play: packages in archives, no node_modules. What covtree depends on is taken from here. */
async function installByYarn(settings: object = {}): Promise<Project> {
  const project = createProject({ ...files, 'yarn.lock': '' })
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dependencies?: Record<string, string> }>
  }
  const resolutions: Record<string, string> = {}
  const resolve = (path: string) => {
    for (const name of Object.keys(packages[path]?.dependencies ?? {})) {
      if (name in resolutions) continue
      resolutions[name] = `portal:${join(repository, 'node_modules', name)}`
      resolve(`node_modules/${name}`)
    }
  }
  resolve('')
  project.write({
    'package.json': JSON.stringify({
      name: 'project',
      type: 'module',
      private: true,
      dependencies: { covtree: `file:${packTarball(project.root)}` },
      resolutions,
      ...settings,
    }),
    '.yarnrc.yml':
      'nodeLinker: pnp\nenableTelemetry: false\nenableNetwork: false\nglobalFolder: .yarn/global\nenableScripts: false\n',
  })
  const run = await yarn(project, ['install'])
  expect(run.code, run.stdout).toBe(0)
  return project
}

function yarn(project: Project, args: string[]) {
  const program = join(repository, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js')
  return finish(startProgram(project, nodeBinary, [program, ...args]))
}

test("counts processes where Yarn resolves packages by Plug'n'Play", async () => {
  const project = await installByYarn()
  const run = await yarn(project, ['covtree', 'run', '--reporter', 'json', '--', 'node', 'src/main.js'])
  expect(run).toEqual({
    code: 0,
    signal: null,
    stdout: 'child\nSubprocesses : 2 counted, 0 lost\n',
    stderr: '',
  })
  expect(countsOf(project.file('src/main.js')).lines).toEqual({ 2: 2, 3: 1 })
})

test('says how to install covtree where it lies in an archive that children cannot read', async () => {
  const project = await installByYarn({ dependenciesMeta: { covtree: { unplugged: false } } })
  const run = await yarn(project, ['covtree', 'run', '--', 'node', 'src/main.js'])
  expect(run.code).toBe(2)
  expect(run.stderr).toMatch(/^covtree: /)
  expect(run.stderr).toContain('Set dependenciesMeta.covtree.unplugged to true in package.json')
})
