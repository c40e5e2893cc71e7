// Bundlers for packages and applications, each with its own options: installed when a variant is asked for by name.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readOptions, runEsbuild, runTsc, whole } from './builds.mjs'
import { importBuilder, install } from './bundlers.mjs'

export async function runTsup(project, out) {
  const { build } = await importBuilder('tsup', '8.5.1')
  await build({
    entry: { child: join(project, 'child.ts') },
    outDir: out,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    sourcemap: true,
    silent: true,
    config: false,
    clean: false,
    treeshake: false,
    outExtension: () => ({ js: '.js' }),
    tsconfig: join(project, 'tsconfig.json'),
    esbuildOptions: options => Object.assign(options, whole),
  })
}

export async function runTsdown(project, out, minify) {
  const { build } = await importBuilder('tsdown', '0.21.10')
  await build({
    entry: { child: join(project, 'child.ts') },
    outDir: out,
    format: 'esm',
    platform: 'node',
    sourcemap: true,
    logLevel: 'silent',
    config: false,
    clean: false,
    dts: false,
    treeshake: false,
    minify,
    tsconfig: join(project, 'tsconfig.json'),
    outExtensions: () => ({ js: '.js' }),
    inputOptions: options => ({
      ...options,
      shimMissingExports: true,
      resolve: { ...options.resolve, extensionAlias: { '.js': ['.ts', '.tsx', '.js'] } },
    }),
  })
}

export async function runUnbuild(project, out) {
  const { build } = await importBuilder('unbuild', '3.6.1')
  await build(project, false, {
    entries: [{ input: join(project, 'child.ts'), name: 'child' }],
    outDir: out,
    clean: false,
    declaration: false,
    sourcemap: true,
    failOnWarn: false,
    rollup: { esbuild: { target: 'es2022', tsconfigRaw: { compilerOptions: readOptions(project) } } },
    hooks: {
      'rollup:options': (_context, options) => {
        options.treeshake = false
        options.output = options.output.filter(({ format }) => format === 'esm')
        for (const output of options.output) output.entryFileNames = 'child.js'
      },
    },
  })
}

/** ncc compiles TypeScript by ts-loader, which reads the project's tsconfig.json. */
export async function runNcc(project, out, more = {}, entry = join(project, 'child.ts')) {
  const { default: ncc } = await importBuilder('@vercel/ncc', '0.45.0', ['typescript@5.9.3'])
  // Its source map is relative to the current folder, one level up.
  process.chdir(project)
  const { code, map } = await ncc(entry, {
    sourceMap: true,
    sourceMapRegister: false,
    cache: false,
    quiet: true,
    transpileOnly: true,
    target: 'es2022',
    sourceMapBasePrefix: '../../',
    ...more,
  })
  writeFileSync(join(out, 'child.js'), `${code}\n//# sourceMappingURL=child.js.map\n`)
  writeFileSync(join(out, 'child.js.map'), map)
}

export async function runBun(project, out, more = [], entry = 'child.ts') {
  const { modules } = await install('@oven/bun-linux-x64', '1.4.5')
  execFileSync(
    join(modules, '@oven/bun-linux-x64/bin/bun'),
    [
      'build',
      entry,
      '--target=node',
      '--sourcemap=linked',
      `--outdir=${out}`,
      '--ignore-dce-annotations',
      ...more,
    ],
    { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

export async function runParcel(project, out, more = {}) {
  const { modules, load } = await install('@parcel/core', '2.16.4', ['@parcel/config-default'])
  const core = await load('@parcel/core')
  const Parcel = core.Parcel ?? core.default.Parcel
  // It reads the tsconfig.json beside the nearest lock file.
  writeFileSync(join(project, 'yarn.lock'), '')
  const bundler = new Parcel({
    entries: join(project, 'child.ts'),
    defaultConfig: join(modules, '@parcel/config-default/index.json'),
    shouldDisableCache: true,
    cacheDir: join(project, 'parcel-cache'),
    mode: 'production',
    targets: {
      main: {
        distDir: out,
        distEntry: 'child.js',
        context: 'node',
        engines: { node: '>=20' },
        outputFormat: 'commonjs',
        isLibrary: false,
        optimize: false,
        scopeHoist: false,
        sourceMap: true,
        ...more,
      },
    },
  })
  await bundler.run()
}

/** A bundle of what tsc made: esbuild reads tsc's source maps. */
export async function runTscEsbuild(project, out, more = {}) {
  const middle = join(project, 'out-tsc')
  runTsc(project, middle, 'middle', {})
  await runEsbuild(project, out, {
    format: 'esm',
    bundle: true,
    ...whole,
    entryPoints: [join(middle, 'child.js')],
    outbase: middle,
    ...more,
  })
}

/** A bundle of what tsc made by a tool that does not read tsc's source maps. */
export async function runAfterTsc(project, out, run, module = 'esnext') {
  const middle = join(project, `out-tsc-${basename(out)}`)
  runTsc(project, middle, basename(out), { module })
  const type = module === 'commonjs' ? module : 'module'
  writeFileSync(join(middle, 'package.json'), JSON.stringify({ type }))
  await run(join(middle, 'child.js'))
}

/** A file of tsc and its source map, which the text no longer names. */
function readOutput(file) {
  const code = readFileSync(file, 'utf8').replace(/\/\/# sourceMappingURL.*/, '')
  return { code, map: readFileSync(`${file}.map`, 'utf8') }
}

/** Each file of tsc, minified by terser, which is given tsc's source map. */
export async function runTscTerser(project, out) {
  const { minify } = await importBuilder('terser', '5.51.2')
  runTsc(project, out, 'terser', {})
  for (const name of readdirSync(out, { recursive: true }).filter(name => name.endsWith('.js'))) {
    const file = join(out, name)
    const base = basename(file)
    const output = readOutput(file)
    const { code, map } = await minify(
      { [base]: output.code },
      { module: true, sourceMap: { content: output.map, filename: base, url: `${base}.map` } },
    )
    writeFileSync(file, code)
    writeFileSync(`${file}.map`, map)
  }
}

/** Rollup without a plugin that reads source maps: over the output of tsc, its own leads to that output. @param isRead with such a plugin */
export async function runPlainRollup(entry, out, isRead) {
  const { rollup } = await importBuilder('rollup', '4.68.8')
  const bundle = await rollup({
    input: entry,
    treeshake: false,
    logLevel: 'silent',
    shimMissingExports: true,
    plugins: isRead ? [{ name: 'read', load: readOutput }] : [],
    external: id => !id.startsWith('.') && !id.startsWith('/'),
  })
  await bundle.write({ file: join(out, 'child.js'), sourcemap: true, format: 'es' })
  await bundle.close()
}
