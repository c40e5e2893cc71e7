// How a child can run the same TypeScript: each variant builds into its folder and names the command to run.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { transform } from '@swc/core'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)

function listSources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
}

function runTsc(project, out, module) {
  const tsconfig = join(project, `tsconfig.${module}.json`)
  const compilerOptions = {
    target: 'es2022',
    module,
    moduleResolution: module === 'commonjs' ? 'node10' : 'bundler',
    ignoreDeprecations: '6.0',
    rootDir: '.',
    outDir: out,
    sourceMap: true,
    esModuleInterop: true,
    skipLibCheck: true,
    strict: false,
    noCheck: true,
    types: [],
    experimentalDecorators: true,
    jsx: 'react',
  }
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, include: ['src', 'workload.ts', 'child.ts'] }))
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', tsconfig], {
    stdio: 'inherit',
  })
}

async function runSwc(project, out, type) {
  for (const path of [
    ...listSources(join(project, 'src')),
    join(project, 'workload.ts'),
    join(project, 'child.ts'),
  ]) {
    const { code, map } = await transform(readFileSync(path, 'utf8'), {
      filename: path,
      sourceMaps: true,
      module: { type },
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true, tsx: path.endsWith('x') } },
    })
    const file = join(out, relative(project, path)).replace(/\.tsx?$/, '.js')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${code}\n//# sourceMappingURL=${file.split('/').at(-1)}.map\n`)
    writeFileSync(`${file}.map`, map)
  }
}

function runEsbuild(project, out, options) {
  const bundle = options.bundle === true
  return build({
    entryPoints: bundle
      ? [join(project, 'child.ts')]
      : [...listSources(join(project, 'src')), join(project, 'workload.ts'), join(project, 'child.ts')],
    outdir: out,
    outbase: project,
    platform: 'node',
    target: 'es2022',
    sourcemap: true,
    logLevel: 'error',
    ...options,
  })
}

// What a bundler leaves out a child does not run: keep all, so that it runs what Vitest ran.
const whole = { treeShaking: false, ignoreAnnotations: true }

/**
 * Istanbul counts behind every statement, V8 behind none that throws or never returns, and it has no counter for default values:
 * what it cannot know it cannot double (docs/accuracy.md).
 */
export function floorOf({ floor }, provider) {
  return provider === 'v8' ? floor : floor === 1 ? 0.99 : 0.985
}

/** name → build; `floor` is the share of counts that must be exactly double. */
export const variants = {
  tsx: { floor: 1, build: () => ['--import', 'tsx', 'child.ts'] },
  'tsc-cjs': { floor: 1, type: 'commonjs', build: (project, out) => runTsc(project, out, 'commonjs') },
  'tsc-esm': { floor: 1, type: 'module', build: (project, out) => runTsc(project, out, 'esnext') },
  'swc-cjs': { floor: 1, type: 'commonjs', build: (project, out) => runSwc(project, out, 'commonjs') },
  esbuild: {
    floor: 1,
    type: 'commonjs',
    build: (project, out) => runEsbuild(project, out, { format: 'cjs' }),
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
}
