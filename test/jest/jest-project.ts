import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { finish, type Run, startProgram } from '../cli/command-line.ts'
import { createProject, type Project } from '../e2e/project.ts'
import { nodeBinary } from '../e2e/toolchain.ts'
import { findJest } from './toolchain.ts'

/** A project with Jest and covtree installed. */
export interface JestProject extends Project {
  /** Runs `jest` with these arguments. */
  jest(...args: string[]): Promise<Run>
  /** Starts `jest` and leaves it to the test. */
  startJest(...args: string[]): ChildProcess
}

/** Makes a CommonJS project with these files. */
export function createJestProject(files: Record<string, string>): JestProject {
  const folder = findJest()
  const project = createProject({ 'package.json': '{ "name": "project", "private": true }', ...files })
  for (const name of ['jest', 'ts-jest', 'jest-environment-jsdom']) {
    const source = join(folder, 'node_modules', name)
    const link = join(project.root, 'node_modules', name)
    if (!existsSync(source)) continue
    mkdirSync(dirname(link), { recursive: true })
    rmSync(link, { force: true })
    symlinkSync(realpathSync(source), link)
  }
  const startJest = (...args: string[]) =>
    // A cache of its own: the projects of other tests lie at other paths, and would only fill it.
    startProgram(project, nodeBinary, [
      // For tests that are ES modules; changes nothing for others.
      '--experimental-vm-modules',
      join(project.root, 'node_modules/jest/bin/jest.js'),
      `--cacheDirectory=${join(project.root, 'node_modules/.jest')}`,
      ...args,
    ])
  return Object.assign(project, { startJest, jest: (...args: string[]) => finish(startJest(...args)) })
}
