// The tools that build a child: compilers, bundlers and minifiers, each with the options that all its variants share.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { decodedMappings, encodedMappings, TraceMap } from '@jridgewell/trace-mapping'
import { transform } from '@swc/core'
import { build } from 'esbuild'
import { installPackages, listScripts } from './corpora.mjs'

const require = createRequire(import.meta.url)

export function listInputs(project) {
  return [
    ...listScripts(join(project, 'src')),
    ...['workload', 'child', 'try-all'].map(name => join(project, `${name}.ts`)),
  ]
}

export function readOptions(project) {
  return JSON.parse(readFileSync(join(project, 'tsconfig.json'), 'utf8')).compilerOptions
}

export function runTsc(project, out, name, settings) {
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

export async function runSwc(project, out, type, jsc = {}, more = {}) {
  for (const path of listInputs(project)) {
    const parser = /\.[mc]?ts|\.tsx$/.test(path)
      ? { syntax: 'typescript', decorators: true, tsx: path.endsWith('x') }
      : { syntax: 'ecmascript', jsx: path.endsWith('x') }
    const { code, map } = await transform(readFileSync(path, 'utf8'), {
      filename: path,
      sourceMaps: true,
      module: { type },
      ...more,
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

export function runEsbuild(project, out, options) {
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

/** Leaves one mapping a line in the source maps of a folder: the first one. */
export function coarsenMaps(out) {
  for (const name of readdirSync(out, { recursive: true }).filter(name => name.endsWith('.map'))) {
    const file = join(out, name)
    const map = JSON.parse(readFileSync(file, 'utf8'))
    const mappings = decodedMappings(new TraceMap(map)).map(segments => segments.slice(0, 1))
    writeFileSync(
      file,
      JSON.stringify({ ...map, mappings: encodedMappings(new TraceMap({ ...map, mappings })) }),
    )
  }
}

// A child does not run code that a bundler leaves out. Keep all of it, so that the child runs what Vitest ran.
export const whole = { treeShaking: false, ignoreAnnotations: true }

/** Vite 8's bundler, which is what builds with it, tsdown and `vite build --ssr`. */
export async function runRolldown(project, out, output, more = {}) {
  const { rolldown } = await import(
    pathToFileURL(createRequire(require.resolve('vitest/package.json')).resolve('rolldown')).href
  )
  const { jsx, useDefineForClassFields } = readOptions(project)
  const bundle = await rolldown({
    input: join(project, 'child.ts'),
    platform: 'node',
    treeshake: false,
    logLevel: 'silent',
    // It sees one file at a time: what is exported anew may be a type.
    shimMissingExports: true,
    resolve: { extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    transform: {
      target: 'es2022',
      decorator: { legacy: true },
      jsx: { runtime: jsx === 'react' ? 'classic' : 'automatic' },
      assumptions: { setPublicClassFields: useDefineForClassFields === false },
      typescript: { removeClassFieldsWithoutInitializer: useDefineForClassFields === false },
    },
    ...more,
  })
  await bundle.write({ dir: out, sourcemap: true, entryFileNames: 'child.js', ...output })
  await bundle.close()
}

/** Minifies a bundle that another tool made, as Rollup's and webpack's plugins do; its source map is led back to the sources. */
export async function runTerser(project, out, options) {
  await runEsbuild(project, out, { format: 'esm', bundle: true, ...whole })
  const file = join(out, 'child.js')
  const modules = installPackages({ package: 'terser', version: '5.51.2' })
  const { minify } = await import(
    pathToFileURL(createRequire(join(modules, 'terser/package.json')).resolve('terser')).href
  )
  const { code, map } = await minify(
    { 'child.js': readFileSync(file, 'utf8') },
    {
      module: true,
      sourceMap: {
        content: readFileSync(`${file}.map`, 'utf8'),
        filename: 'child.js',
        url: 'child.js.map',
        includeSources: true,
      },
      ...options,
    },
  )
  writeFileSync(file, code)
  writeFileSync(`${file}.map`, map)
}

/** `./a.js` in TypeScript means `./a.ts`: Node itself does not look for that. Here they are modules, whatever the project is. */
const resolveHooks = `import { registerHooks } from 'node:module'
registerHooks({
  resolve(specifier, context, next) {
    try { return next(specifier, context) }
    catch (error) { return next(specifier.replace(/\\.js$/, '.ts'), context) }
  },
  load: (url, context, next) => next(url, url.endsWith('.ts') ? { ...context, format: 'module-typescript' } : context),
})
`

export function prepareStrip(_project, out) {
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'hooks.mjs'), resolveHooks)
  return join(out, 'hooks.mjs')
}
