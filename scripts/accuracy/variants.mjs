// How a child can run the same sources: each variant builds into its folder and names the arguments of `node`.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { transform } from '@swc/core'
import { build } from 'esbuild'
import { listScripts } from './corpora.mjs'

const require = createRequire(import.meta.url)

function listInputs(project) {
  return [
    ...listScripts(join(project, 'src')),
    ...['workload', 'child', 'try-all'].map(name => join(project, `${name}.ts`)),
  ]
}

function readOptions(project) {
  return JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8')).compilerOptions
}

function runTsc(project, out, name, settings) {
  const tsconfig = join(project, `tsconfig.${name}.json`)
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: settings.module === 'commonjs' ? 'node10' : 'bundler',
    ignoreDeprecations: '6.0',
    rootDir: '.',
    outDir: out,
    sourceMap: true,
    esModuleInterop: true,
    skipLibCheck: true,
    strict: false,
    noCheck: true,
    allowJs: true,
    types: [],
    ...readOptions(project),
    ...settings,
  }
  writeFileSync(
    tsconfig,
    JSON.stringify({
      compilerOptions,
      include: ['src', 'workload.ts', 'child.ts', 'try-all.ts'],
    }),
  )
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', tsconfig], {
    stdio: 'inherit',
  })
}

async function runSwc(project, out, type, jsc = {}) {
  for (const path of listInputs(project)) {
    const parser = /\.[mc]?ts|\.tsx$/.test(path)
      ? { syntax: 'typescript', decorators: true, tsx: path.endsWith('x') }
      : { syntax: 'ecmascript', jsx: path.endsWith('x') }
    const { code, map } = await transform(readFileSync(path, 'utf8'), {
      filename: path,
      sourceMaps: true,
      module: { type },
      jsc: {
        target: 'es2022',
        parser,
        transform: {
          legacyDecorator: true,
          useDefineForClassFields: readOptions(project).useDefineForClassFields,
        },
        ...jsc,
      },
    })
    const file = join(out, relative(project, path)).replace(/\.[jt]sx?$/, '.js')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${code}\n//# sourceMappingURL=${file.split('/').at(-1)}.map\n`)
    writeFileSync(`${file}.map`, map)
  }
}

function runEsbuild(project, out, options) {
  return build({
    entryPoints: options.bundle ? [join(project, 'child.ts')] : listInputs(project),
    outdir: out,
    outbase: project,
    platform: 'node',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'error',
    tsconfigRaw: { compilerOptions: readOptions(project) },
    ...options,
  })
}

// What a bundler leaves out a child does not run: keep all, so that it runs what Vitest ran.
const whole = { treeShaking: false, ignoreAnnotations: true }

/** `./a.js` in TypeScript means `./a.ts`: Node itself does not look for that. */
const resolveHooks = `import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  try { return next(specifier, context) }
  catch (error) { return next(specifier.replace(/\\.js$/, '.ts'), context) }
} })
`

function prepareStrip(_project, out) {
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'hooks.mjs'), resolveHooks)
  return join(out, 'hooks.mjs')
}

/** A Node that strips types: the one that `COVTREE_STRIPPING_NODE` names, or this one. */
const strippingNode =
  process.env.COVTREE_STRIPPING_NODE ??
  (Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined)

/**
 * Istanbul counts behind every statement, V8 behind none that throws or never returns, and it has no counter for default values:
 * what it cannot know it cannot double (docs/accuracy.md).
 */
export function floorOf({ floor }, provider) {
  return provider === 'v8' ? floor : floor === 1 ? 0.99 : 0.985
}

/**
 * Where a class has static fields and others, V8 (Node 20–26) gives the ones the count of the others; builds for older targets have no
 * fields, so their true counts are not the host's.
 */
const older = 0.96

/** name → build; `floor` is the share of counts that must be exactly double, `type` the kind of modules it makes. */
export const variants = {
  tsx: { floor: 1, build: () => ['--import', 'tsx', 'child.ts'] },
  'tsc-cjs': {
    floor: 1,
    type: 'commonjs',
    build: (project, out) => runTsc(project, out, 'cjs', { module: 'commonjs' }),
  },
  'tsc-esm': { floor: 1, type: 'module', build: (project, out) => runTsc(project, out, 'esm', {}) },
  'tsc-es2015': {
    floor: older,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) =>
      runTsc(project, out, 'es2015', {
        module: 'commonjs',
        target: 'es2015',
        removeComments: true,
        sourceRoot: project,
        inlineSources: true,
      }),
  },
  'tsc-es2017': {
    floor: older,
    type: 'module',
    isExtra: true,
    build: (project, out) =>
      runTsc(project, out, 'es2017', { target: 'es2017', sourceMap: false, inlineSourceMap: true }),
  },
  'swc-cjs': { floor: 1, type: 'commonjs', build: (project, out) => runSwc(project, out, 'commonjs') },
  'swc-esm': { floor: 1, type: 'module', build: (project, out) => runSwc(project, out, 'es6') },
  'swc-es2015': {
    floor: older,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) => runSwc(project, out, 'commonjs', { target: 'es2015' }),
  },
  esbuild: {
    floor: 1,
    type: 'commonjs',
    build: (project, out) => runEsbuild(project, out, { format: 'cjs' }),
  },
  'esbuild-esm': {
    floor: 1,
    type: 'module',
    isExtra: true,
    build: (project, out) => runEsbuild(project, out, { format: 'esm' }),
  },
  'esbuild-es2017': {
    floor: older,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) =>
      runEsbuild(project, out, { format: 'cjs', target: 'es2017', supported: { bigint: true } }),
  },
  bundle: {
    floor: 0.995,
    type: 'module',
    build: (project, out) => runEsbuild(project, out, { format: 'esm', bundle: true, ...whole }),
  },
  'bundle-min': {
    floor: 0.995,
    type: 'module',
    build: (project, out) =>
      runEsbuild(project, out, { format: 'esm', bundle: true, minify: true, ...whole }),
  },
  'bundle-min-cjs': {
    floor: 0.995,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) =>
      runEsbuild(project, out, { format: 'cjs', bundle: true, minify: true, target: 'node18', ...whole }),
  },
  raw: {
    floor: 1,
    language: 'js',
    build: project => {
      const names = ['workload', 'child', 'try-all']
      return build({
        entryPoints: names.map(name => join(project, `${name}.ts`)),
        outdir: project,
        format: 'esm',
        target: 'es2022',
        logLevel: 'error',
      }).then(() => ['child.js'])
    },
  },
  strip: {
    floor: 1,
    language: 'ts',
    isMissing: !strippingNode,
    node: strippingNode,
    build: (project, out) => ['--import', prepareStrip(project, out), 'child.ts'],
  },
}
