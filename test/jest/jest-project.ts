import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { finish, type Run, startProgram } from '../cli/command-line.ts'
import { createProject, type Project } from '../e2e/project.ts'
import { nodeBinary, repository } from '../e2e/toolchain.ts'

/** A project with Jest and covtree installed. */
export interface JestProject extends Project {
  /** Runs `jest` with these arguments. */
  jest(...args: string[]): Promise<Run>
}

/** The Jest under test: a folder whose node_modules holds it, this repository's own, or one installed for these tests. */
const toolchain = process.env.COVTREE_TEST_JEST || findJest()

export const jestMajor = Number.parseInt(
  JSON.parse(readFileSync(join(toolchain, 'node_modules/jest/package.json'), 'utf8')).version,
  10,
)

/** Makes a CommonJS project with these files. */
export function createJestProject(files: Record<string, string>): JestProject {
  const project = createProject({ 'package.json': '{ "name": "project", "private": true }', ...files })
  for (const name of ['jest', 'ts-jest', 'jest-environment-jsdom']) {
    const source = join(toolchain, 'node_modules', name)
    const link = join(project.root, 'node_modules', name)
    if (!existsSync(source)) continue
    mkdirSync(dirname(link), { recursive: true })
    rmSync(link, { force: true })
    symlinkSync(realpathSync(source), link)
  }
  const jest = (...args: string[]) =>
    finish(
      // A cache of its own: the projects of other tests lie at other paths, and would only fill it.
      startProgram(project, nodeBinary, [
        join(project.root, 'node_modules/jest/bin/jest.js'),
        `--cacheDirectory=${join(project.root, 'node_modules/.jest')}`,
        ...args,
      ]),
    )
  return Object.assign(project, { jest })
}

function findJest(): string {
  if (existsSync(join(repository, 'node_modules/jest'))) return repository
  const folder = join(repository, '.matrix/jest')
  if (!existsSync(join(folder, 'node_modules/jest/bin/jest.js'))) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "dependencies": { "jest": "^30.0.0" } }')
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
  }
  return folder
}
