// Variants of builders that the repository does not depend on: they run if they are asked for by name.
import { runWebpack } from './bundlers.mjs'
import {
  prepareEsbuildRegister,
  prepareJiti,
  prepareSwcNode,
  prepareTsimp,
  prepareTsNode,
} from './loaders.mjs'
import {
  runAfterTsc,
  runBun,
  runNcc,
  runParcel,
  runPlainRollup,
  runTscEsbuild,
  runTscTerser,
  runTsdown,
  runTsup,
  runUnbuild,
} from './packagers.mjs'

/** Loaders compile when Node loads a file. */
const loaders = {
  'ts-node': (project, out) => prepareTsNode(project, out, { transpileOnly: true }),
  'ts-node-swc': (project, out) => prepareTsNode(project, out, { swc: true }),
  'swc-node': (project, out) => prepareSwcNode(project, out, { sourceMap: true, inlineSourceMap: true }),
  'swc-node-without-map': (project, out) => prepareSwcNode(project, out, { sourceMap: false }),
  'esbuild-register': prepareEsbuildRegister,
  jiti: prepareJiti,
  tsimp: prepareTsimp,
}

const modules = {
  tsup: runTsup,
  tsdown: runTsdown,
  unbuild: runUnbuild,
  bun: runBun,
  'tsc-esbuild': runTscEsbuild,
  'tsc-rollup': (project, out) => runAfterTsc(project, out, entry => runPlainRollup(entry, out, true)),
  'tsc-rollup-unread': (project, out) =>
    runAfterTsc(project, out, entry => runPlainRollup(entry, out, false)),
}

const scripts = {
  ncc: runNcc,
  parcel: runParcel,
  'parcel-hoisted': (project, out) => runParcel(project, out, { scopeHoist: true }),
  'webpack-ts-loader': (project, out) => runWebpack(project, out, { loader: 'ts' }),
  'webpack-ts-loader-without-maps': (project, out) => runWebpack(project, out, { loader: 'ts-without-maps' }),
}

/** Bundlers that do not read the source maps of tsc. */
const afterTsc = {
  'tsc-ncc': (project, out) =>
    runAfterTsc(project, out, entry => runNcc(project, out, {}, entry), 'commonjs'),
  'tsc-webpack': (project, out) => runAfterTsc(project, out, entry => runWebpack(project, out, { entry })),
  'tsc-rspack': (project, out) =>
    runAfterTsc(project, out, entry => runWebpack(project, out, { tool: 'rspack', entry })),
  'tsc-webpack-min': (project, out) =>
    runAfterTsc(project, out, entry => runWebpack(project, out, { mode: 'production', entry })),
  'tsc-bun': (project, out) => runAfterTsc(project, out, entry => runBun(project, out, [], entry)),
}

const minifiedModules = {
  'tsdown-min': (project, out) => runTsdown(project, out, true),
  'bun-min': (project, out) => runBun(project, out, ['--minify']),
  'tsc-esbuild-min': (project, out) => runTscEsbuild(project, out, { minify: true }),
  'tsc-terser': runTscTerser,
}

const minifiedScripts = {
  'ncc-min': (project, out) => runNcc(project, out, { minify: true }),
  'parcel-min': (project, out) => runParcel(project, out, { optimize: true, scopeHoist: true }),
  'webpack-min': (project, out) => runWebpack(project, out, { mode: 'production' }),
  'rspack-min': (project, out) => runWebpack(project, out, { tool: 'rspack', mode: 'production' }),
}

function describe(builds, more) {
  return Object.entries(builds).map(([name, build]) => [name, { isExtra: true, build, ...more }])
}

export const moreVariants = Object.fromEntries([
  ...describe(loaders, { floor: 1, language: 'ts' }),
  ...describe(modules, { floor: 1, type: 'module' }),
  ...describe(scripts, { floor: 1, type: 'commonjs' }),
  ...describe(afterTsc, { floor: 1, type: 'commonjs' }),
  ...describe(minifiedModules, { floor: 0.97, type: 'module' }),
  ...describe(minifiedScripts, { floor: 0.97, type: 'commonjs' }),
])
