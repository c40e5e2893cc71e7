// The sources for measuring accuracy: packages that ship their TypeScript, packages of plain JavaScript, and hard programs of our own.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
const root = join(import.meta.dirname, '../..')
const packagesFolder = join(root, '.matrix/accuracy')

/** A compiler that sees one file at a time cannot know that what is exported anew is a type. */
const reexportsTypes = ['swc-esm', 'swc-min', 'esbuild-esm']

const compilerOptions = {
  target: 'es2022',
  rootDir: '.',
  // ts-loader, in webpack and ncc, makes a source map only if it is told to.
  sourceMap: true,
  experimentalDecorators: true,
  jsx: 'react',
  useDefineForClassFields: true,
}

/**
 * `package`: whose sources; without a version it is one of ours. `sources`: their folder in it. `with`: packages they import.
 * `language`: of the sources. `skip`: variants that cannot build it. `slack`: by how much it
 * may stay below the bar, by variant or provider. `compilerOptions`: what its own
 * tsconfig says. `without`: files that cannot be loaded outside a browser or need other packages.
 */
export const corpora = {
  zod: { package: 'zod', sources: 'src', language: 'ts', without: /\/tests?$/ },
  // Small, and with much that V8 cannot know: one count is half a percent.
  hard: {
    sources: 'fixtures/accuracy',
    language: 'ts',
    // Sucrase leaves decorators as they are; jiti's decorators find no method.
    skip: ['sucrase', 'jiti'],
    slack: {
      parcel: 0.01,
      'parcel-hoisted': 0.01,
      'swc-cjs': 0.01,
      'swc-esm': 0.01,
      'swc-es2015': 0.01,
      istanbul: 0.08,
    },
  },
  'zod-js': {
    package: 'zod',
    sources: '.',
    language: 'js',
    workload: 'zod',
    skip: ['esbuild', 'esbuild-es2017'],
    without: /\/(?:src|tests?)$|\.(?:cjs|[mc]?ts|md|json)$/,
  },
  immer: {
    package: 'immer',
    version: '11.2.10',
    sources: 'src',
    language: 'ts',
    without: /\.flow$/,
    skip: reexportsTypes,
    // Most of its calls fail, on purpose.
    slack: { 'bundle-min': 0.005, 'bundle-min-cjs': 0.005, istanbul: 0.03 },
  },
  query: {
    package: '@tanstack/query-core',
    version: '5.108.0',
    sources: 'src',
    language: 'ts',
    compilerOptions: { useDefineForClassFields: false },
    // It keeps fields that have no value.
    skip: ['sucrase'],
    slack: { istanbul: 0.01 },
  },
  noble: {
    package: '@noble/hashes',
    version: '2.4.0',
    sources: 'src',
    language: 'ts',
    // Its workload calls what esbuild exports, and that is one more.
    slack: { esbuild: 0.003, 'esbuild-es2017': 0.003, 'bundle-min-cjs': 0.001 },
  },
  prosemirror: {
    package: 'prosemirror-model',
    version: '1.25.13',
    sources: 'src',
    language: 'ts',
    with: ['orderedmap'],
    without: /\.md$/,
    skip: reexportsTypes,
  },
  entities: {
    package: 'entities',
    version: '8.1.0',
    sources: 'src',
    language: 'ts',
    // tsc leaves out the import of a file that holds a const enum alone: a child never runs that file.
    slack: {
      'tsc-cjs': 0.02,
      'tsc-esm': 0.02,
      'tsc-es2015': 0.02,
      'tsc-es2017': 0.02,
      'bundle-min': 0.01,
      'bundle-min-cjs': 0.01,
    },
  },
  signals: { package: '@preact/signals-core', version: '1.14.5', sources: 'src', language: 'ts' },
  devalue: {
    package: 'devalue',
    version: '6.0.3',
    sources: 'src',
    language: 'js',
    without: /\.test\.js$|\.ts$/,
    // A file of constants, put in where they are used, is not in the bundle's source map at all.
    slack: { 'bundle-min': 0.02, 'bundle-min-cjs': 0.02 },
  },
}

/** A corpus by its name, or in a folder of its own: `src`, `workload.ts`, and `node_modules` if it needs packages. */
export function findCorpus(name) {
  if (corpora[name]) return corpora[name]
  if (existsSync(join(name, 'workload.ts'))) return { folder: name, language: 'ts' }
  throw new Error(`Invalid --corpus value '${name}': use ${Object.keys(corpora).join(', ')}, or a folder.`)
}

/** Copies a corpus to a project of its own inside the ignored folder; returns the project. */
export function prepareProject(name, work, isKept) {
  const corpus = findCorpus(name)
  const project = join(work, basename(name))
  if (isKept && existsSync(join(project, 'src'))) return project
  rmSync(project, { recursive: true, force: true })
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  const modules = corpus.version ? installPackages(corpus) : join(corpus.folder ?? root, 'node_modules')
  const sources = corpus.package
    ? join(
        corpus.version
          ? join(modules, corpus.package)
          : dirname(require.resolve(`${corpus.package}/package.json`)),
        corpus.sources,
      )
    : join(corpus.folder ?? root, corpus.sources ?? 'src')
  // `src` holds no folder of that name, but the path of it may match.
  cpSync(sources, join(project, 'src'), {
    recursive: true,
    filter: path => !corpus.without?.test(path.slice(sources.length)) && basename(path) !== 'workload.ts',
  })
  if (corpus.language === 'ts') nameWhole(join(project, 'src'))
  const workload = corpus.package
    ? join(import.meta.dirname, 'workloads', `${corpus.workload ?? name}.ts`)
    : join(corpus.folder ?? sources, 'workload.ts')
  cpSync(workload, join(project, 'workload.ts'))
  cpSync(join(import.meta.dirname, 'workloads/try-all.ts'), join(project, 'try-all.ts'))
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...corpus.compilerOptions } }),
  )
  const needs = corpus.folder && existsSync(modules) ? readdirSync(modules) : []
  for (const needed of corpus.with ?? needs)
    link(join(modules, needed), join(project, 'node_modules', needed))
  link(root, join(project, 'node_modules/covtree'))
  writeFileSync(join(project, 'child.ts'), "import { run } from './workload.js'\n\nrun()\n")
  writeFileSync(
    join(project, 'package.json'),
    corpus.language === 'js' ? '{"type":"module"}' : '{"type":"commonjs"}',
  )
  return project
}

/** Installs one of them, in the version named, with what it needs; returns the folder of packages. */
export function installPackages({ package: name, version, with: needed = [] }) {
  const modules = join(packagesFolder, 'node_modules')
  // One may have a version: `typescript@5.9.3`.
  const isHere = one => existsSync(join(modules, one.replace(/(?<=.)@.*/, '')))
  const isRight = () =>
    JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version === version
  const missing = [name, ...needed].filter(one => !isHere(one) || (one === name && !isRight()))
  if (missing.length === 0) return modules
  mkdirSync(packagesFolder, { recursive: true })
  if (!existsSync(join(packagesFolder, 'package.json')))
    writeFileSync(join(packagesFolder, 'package.json'), '{ "private": true }\n')
  const wanted = missing.map(one => (one === name ? `${name}@${version}` : one))
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...wanted],
    {
      cwd: packagesFolder,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    },
  )
  return modules
}

function link(target, place) {
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(target, place)
}

/** Node wants whole names in ES modules; bundlers and TypeScript, which these sources were written for, do not. */
function nameWhole(folder) {
  for (const path of listScripts(folder)) {
    const text = readFileSync(path, 'utf8')
    const whole = text.replace(
      /(\b(?:from|import)\s*\(?\s*)(['"])(\.{1,2}(?:\/[^'"]*)?)\2/g,
      (all, before, quote, name) => {
        if (name.endsWith('.ts')) return `${before}${quote}${name.slice(0, -2)}js${quote}`
        const target = join(dirname(path), name)
        if (/\.[mc]?[jt]sx?$/.test(name) && existsSync(target.replace(/\.js$/, '.ts'))) return all
        if (existsSync(`${target}.ts`) || existsSync(`${target}.tsx`))
          return `${before}${quote}${name}.js${quote}`
        return existsSync(join(target, 'index.ts'))
          ? `${before}${quote}${name.replace(/\/$/, '')}/index.js${quote}`
          : all
      },
    )
    if (whole !== text) writeFileSync(path, whole)
  }
}

/** All scripts below a folder. */
export function listScripts(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /(?<!\.d)\.[mc]?[jt]sx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
}
