import { createRequire } from 'node:module'
import { basename, extname, join } from 'node:path'
import { canStripTypes, stripTypesOf } from '../../core/texts/strip-types.ts'

/** The JavaScript of a source. */
export interface Transpiled {
  code: string
  /** The source map (JSON); absent where every character kept its place. */
  map?: string
}

/** Makes JavaScript of one TypeScript or JSX source; throws for a text it cannot read. */
export type Transpile = (text: string, path: string) => Transpiled

/** esbuild's loaders by extension. */
const loaders: Record<string, 'ts' | 'tsx' | 'jsx'> = {
  '.ts': 'ts',
  '.cts': 'ts',
  '.mts': 'ts',
  '.tsx': 'tsx',
  '.jsx': 'jsx',
  '.js': 'jsx',
  '.mjs': 'jsx',
  '.cjs': 'jsx',
}

/**
 * Finds a project's transpiler of TypeScript: its esbuild (tsx and Vite install it), its TypeScript, or Node itself. The structure then
 * depends on the source alone, and not on the compiler of the processes.
 */
export function findTranspiler(root: string): Transpile | undefined {
  const require = createRequire(join(root, 'package.json'))
  return findEsbuild(require) ?? findTypeScript(require) ?? findNode()
}

function findEsbuild(require: NodeJS.Require): Transpile | undefined {
  try {
    const { transformSync } = require('esbuild') as typeof import('esbuild')
    return (text, path) =>
      transformSync(text, {
        loader: loaders[extname(path)] ?? 'ts',
        sourcefile: basename(path),
        sourcemap: 'external',
        sourcesContent: true,
        target: 'esnext',
        logLevel: 'silent',
        tsconfigRaw: '{}',
      })
  } catch {
    return undefined
  }
}

function findTypeScript(require: NodeJS.Require): Transpile | undefined {
  try {
    const ts = require('typescript') as typeof import('typescript')
    // TypeScript 7 has no such function any more.
    if (typeof ts.transpileModule !== 'function') return undefined
    return (text, path) => {
      const { outputText, sourceMapText } = ts.transpileModule(text, {
        fileName: basename(path),
        compilerOptions: {
          target: ts.ScriptTarget.ESNext,
          module: ts.ModuleKind.ESNext,
          jsx: ts.JsxEmit.React,
          sourceMap: true,
          inlineSources: true,
        },
      })
      return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), map: sourceMapText! }
    }
  } catch {
    return undefined
  }
}

/** Node itself: every character keeps its place, so there is no map. */
function findNode(): Transpile | undefined {
  if (!canStripTypes) return undefined
  return (text, path) => {
    if (path.endsWith('x')) throw new SyntaxError('Node reads no JSX')
    return { code: stripTypesOf(text) }
  }
}
