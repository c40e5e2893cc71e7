// How a child can run the same sources: each variant builds into its folder and names the arguments of `node`.
import { join } from 'node:path'
import { build } from 'esbuild'
import {
  coarsenMaps,
  prepareStrip,
  runEsbuild,
  runRolldown,
  runSwc,
  runTerser,
  runTsc,
  whole,
} from './builds.mjs'
import { runBabel, runRollup, runSucrase, runWebpack } from './bundlers.mjs'
import { moreVariants } from './more-variants.mjs'

/** A Node that strips types: the one that `COVTREE_STRIPPING_NODE` names, or this one. */
const strippingNode =
  process.env.COVTREE_STRIPPING_NODE ??
  (Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined)

/**
 * Istanbul counts behind every statement, V8 behind none that throws or never returns, and it has no counter for default values:
 * what it cannot know it cannot double (docs/accuracy.md).
 */
export function floorOf({ floor }, provider) {
  return provider === 'v8' ? floor : floor === 1 ? 0.99 : Math.min(floor, 0.985)
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
  rolldown: {
    floor: 0.99,
    type: 'module',
    isExtra: true,
    build: (project, out) => runRolldown(project, out, {}),
  },
  'rolldown-min': {
    floor: 0.98,
    type: 'module',
    build: (project, out) => runRolldown(project, out, { minify: true }),
  },
  'terser-min': {
    floor: 0.97,
    type: 'module',
    isExtra: true,
    build: (project, out) => runTerser(project, out, {}),
  },
  'terser-passes': {
    floor: 0.97,
    type: 'module',
    isExtra: true,
    build: (project, out) =>
      runTerser(project, out, { compress: { passes: 3, unsafe_arrows: true, pure_getters: true } }),
  },
  'swc-min': {
    floor: 0.97,
    type: 'module',
    build: (project, out) =>
      runSwc(project, out, 'es6', { minify: { compress: true, mangle: true } }, { minify: true }),
  },
  'swc-min-cjs': {
    floor: 0.97,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) =>
      runSwc(
        project,
        out,
        'commonjs',
        { minify: { compress: { toplevel: true }, mangle: { toplevel: true } } },
        { minify: true },
      ),
  },
  // A bundle with one mapping a line, as webpack and ncc write for plain JavaScript.
  lines: {
    floor: 0.995,
    language: 'js',
    type: 'module',
    isExtra: true,
    build: async (project, out) => {
      await runEsbuild(project, out, { format: 'esm', bundle: true, ...whole })
      coarsenMaps(out)
    },
  },
  ...Object.fromEntries(
    ['source-map', 'inline-source-map', 'cheap-module-source-map', 'eval-source-map', 'eval'].map(devtool => [
      `webpack-${devtool}`,
      {
        floor: 0.995,
        type: 'commonjs',
        isExtra: true,
        build: (project, out) => runWebpack(project, out, { devtool }),
      },
    ]),
  ),
  'webpack-esbuild-loader': {
    floor: 0.995,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) => runWebpack(project, out, { loader: 'esbuild' }),
  },
  rspack: {
    floor: 0.995,
    type: 'commonjs',
    isExtra: true,
    build: (project, out) => runWebpack(project, out, { tool: 'rspack' }),
  },
  rollup: {
    floor: 0.995,
    type: 'module',
    isExtra: true,
    build: (project, out) => runRollup(project, out, false),
  },
  'rollup-terser': {
    floor: 0.97,
    type: 'module',
    isExtra: true,
    build: (project, out) => runRollup(project, out, true),
  },
  babel: { floor: 1, type: 'module', isExtra: true, build: runBabel },
  sucrase: { floor: 1, type: 'module', isExtra: true, build: runSucrase },
  ...moreVariants,
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
