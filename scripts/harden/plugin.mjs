// An esbuild plugin that makes the bootstrap independent of what the program does to JavaScript's built-in objects.
//
// The bootstrap runs inside programs that replace `Array.prototype.push` or the iterator of arrays. So the build rewrites, by the types that
// TypeScript knows:
//   list.push(x)              ->  Array_push(list, x)          with functions that are taken at the bootstrap's start
//   Object.keys(x)            ->  Object_keys(x)
//   for (const x of list)     ->  a loop over indices
//   const [a, b] = list       ->  const l = list, a = l[0], b = l[1]
//   [...list, x]              ->  Array_concat([], list, [x])
//   new Set(list)             ->  makeSet(list)
//   import { … } from 'node:fs'  ->  the functions as they are at the bootstrap's start
// What it cannot rewrite is an error of the build, with its place.
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { describeBuiltins, describeFileFunctions } from './builtins.mjs'
import { builtinsModule, Rewriter } from './rewriter.mjs'

const root = resolve(import.meta.dirname, '../..')

/** Returns a function that creates the plugin. `entries` are the paths of the entry files; `edit` changes the text of each file. */
export function createHardener(entries) {
  const program = createProgram(entries)
  return (edit = text => text) => ({
    name: 'harden',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^covtree:builtins$/ }, ({ path }) => ({
        path,
        namespace: 'harden',
        sideEffects: false,
      }))
      onResolve({ filter: /^node:fs$/ }, ({ path, kind }) =>
        kind === 'import-statement' ? { path, namespace: 'harden', sideEffects: false } : undefined,
      )
      onLoad({ filter: /.*/, namespace: 'harden' }, ({ path }) => ({
        contents: path === builtinsModule ? describeBuiltins() : describeFileFunctions(),
        loader: 'js',
        resolveDir: root,
      }))
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = program.getSourceFile(path)
        if (!file) return undefined
        return { contents: edit(new Rewriter(program.getTypeChecker(), file).rewrite()), loader: 'ts' }
      })
    },
  })
}

function createProgram(entries) {
  const configFile = join(root, 'tsconfig.json')
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configFile))
  return ts.createProgram(entries, { ...options, noEmit: true })
}
