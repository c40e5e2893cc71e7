// Builders that the repository does not depend on: installed into the ignored folder when a variant is asked for by name.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { listInputs, readOptions } from './builds.mjs'
import { installPackages } from './corpora.mjs'

/** Installs a builder and what it needs; returns their folder, and what imports a package from there. */
export async function install(name, version, needed = []) {
  const modules = installPackages({ package: name, version, with: needed })
  const loader = join(modules, '../load.mjs')
  writeFileSync(loader, 'export const load = name => import(name)\n')
  const { load } = await import(pathToFileURL(loader).href)
  return { modules, load }
}

/** Installs a builder and imports it. */
export async function importBuilder(name, version, needed) {
  const { load } = await install(name, version, needed)
  return load(name)
}

const extensionAlias = { '.js': ['.ts', '.tsx', '.js'] }

/** The loaders that compile TypeScript in webpack and Rspack. */
const loaders = {
  swc: ({ useDefineForClassFields }) => ({
    loader: 'swc-loader',
    options: {
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true, tsx: false },
        transform: { legacyDecorator: true, useDefineForClassFields },
      },
    },
  }),
  esbuild: compilerOptions => ({
    loader: 'esbuild-loader',
    options: { target: 'es2022', tsconfigRaw: { compilerOptions } },
  }),
  ts: compilerOptions => ({
    loader: 'ts-loader',
    options: {
      transpileOnly: true,
      // Its tsconfig.json is the project's.
      compilerOptions: { ...compilerOptions, module: 'esnext', moduleResolution: 'bundler', sourceMap: true },
    },
  }),
  'ts-without-maps': compilerOptions => {
    const { loader, options } = loaders.ts(compilerOptions)
    return {
      loader,
      options: { ...options, compilerOptions: { ...options.compilerOptions, sourceMap: false } },
    }
  },
}

/** @param loader of TypeScript; plain JavaScript has none, and a source map that leads to lines */
export async function runWebpack(
  project,
  out,
  {
    tool = 'webpack',
    loader = 'swc',
    devtool = 'source-map',
    mode = 'development',
    entry = join(project, 'child.ts'),
  } = {},
) {
  const [name, version] = tool === 'webpack' ? ['webpack', '5.113.0'] : ['@rspack/core', '2.3.4']
  const { modules, load } = await install(name, version, [
    'swc-loader',
    'esbuild-loader',
    'ts-loader',
    'typescript@5.9.3',
    '@swc/core',
  ])
  const { default: webpack, rspack = webpack } = await load(name)
  await new Promise((resolve, reject) => {
    rspack(
      {
        context: project,
        entry,
        target: 'node',
        mode,
        devtool,
        // The child must run all that Vitest ran.
        optimization: { usedExports: false, sideEffects: false, innerGraph: false },
        output: { path: out, filename: 'child.js' },
        resolve: { extensionAlias },
        resolveLoader: { modules: [modules] },
        module: { rules: [{ test: /\.tsx?$/, use: loaders[loader](readOptions(project)) }] },
      },
      (error, stats) =>
        error || stats.hasErrors() ? reject(error ?? new Error(stats.toString())) : resolve(),
    )
  })
}

/** Rollup over what TypeScript's own plugin makes, minified by terser or not. */
export async function runRollup(project, out, isMinified) {
  const { load } = await install('rollup', '4.68.8', [
    'rollup-plugin-esbuild',
    'esbuild',
    '@rollup/plugin-terser',
  ])
  const { rollup } = await load('rollup')
  const { default: esbuild } = await load('rollup-plugin-esbuild')
  const { default: terser } = await load('@rollup/plugin-terser')
  const bundle = await rollup({
    input: join(project, 'child.ts'),
    treeshake: false,
    logLevel: 'silent',
    shimMissingExports: true,
    plugins: [
      {
        name: 'resolve',
        resolveId: (source, importer) =>
          importer && source.startsWith('.')
            ? findSource(join(dirname(importer), source))
            : importer
              ? { id: source, external: true }
              : undefined,
      },
      esbuild({ target: 'es2022', tsconfig: join(project, 'tsconfig.json') }),
      isMinified && terser(),
    ],
  })
  await bundle.write({ file: join(out, 'child.js'), sourcemap: true, format: 'es' })
  await bundle.close()
}

function findSource(path) {
  for (const name of [path, path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx')])
    try {
      readFileSync(name)
      return name
    } catch {}
  return undefined
}

/** A compiler that makes one file of one: its code and its source map. */
async function compileEach(project, out, compile) {
  for (const path of listInputs(project)) {
    const file = join(out, relative(project, path)).replace(/\.[jt]sx?$/, '.js')
    const { code, map } = await compile(readFileSync(path, 'utf8'), path, file)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${code}\n//# sourceMappingURL=${file.split('/').at(-1)}.map\n`)
    writeFileSync(`${file}.map`, JSON.stringify({ ...map, sourceRoot: '', sources: [path] }))
  }
}

export async function runBabel(project, out) {
  const { modules, load } = await install('@babel/core', '7.29.13', [
    '@babel/preset-env',
    '@babel/preset-typescript',
    '@babel/preset-react',
    '@babel/plugin-proposal-decorators',
  ])
  const { transformAsync } = await load('@babel/core')
  const find = name => join(modules, '@babel', name)
  await compileEach(project, out, (text, path) =>
    transformAsync(text, {
      filename: path,
      configFile: false,
      babelrc: false,
      sourceMaps: true,
      presets: [
        [find('preset-env'), { targets: { node: '20' }, modules: false }],
        [find('preset-typescript'), { onlyRemoveTypeImports: false }],
        [find('preset-react'), { runtime: 'classic' }],
      ],
      plugins: [[find('plugin-proposal-decorators'), { version: 'legacy' }]],
    }),
  )
}

export async function runSucrase(project, out) {
  const { transform } = await importBuilder('sucrase', '3.35.1')
  await compileEach(project, out, (text, path, file) => {
    const { code, sourceMap } = transform(text, {
      transforms: path.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'],
      production: true,
      disableESTransforms: true,
      filePath: path,
      sourceMapOptions: { compiledFilename: file },
    })
    return { code, map: sourceMap }
  })
}
