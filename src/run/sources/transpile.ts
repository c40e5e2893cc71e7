import { createRequire } from 'node:module'
import { basename, extname, join } from 'node:path'

/** JavaScript made from a source. */
export interface Transpiled {
  code: string
  /** The source map (JSON) that leads back; absent where nothing moved. */
  map?: string
}

/** Makes JavaScript of one TypeScript or JSX source; throws for a text it cannot read. */
export type Transpile = (text: string, path: string) => Transpiled

/** esbuild's names of what a file holds. */
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
 * Finds what can make JavaScript of TypeScript in a project: its esbuild (comes with tsx and Vite), its TypeScript, or Node
 * itself. Any of them gives a structure that depends on the source alone, not on what the processes ran.
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

/** `stripTypeScriptTypes` came with Node 22.13 and 23.2. It leaves every character where it was, so there is no map. */
function findNode(): Transpile | undefined {
  const { stripTypeScriptTypes } = createRequire(import.meta.url)('node:module') as {
    stripTypeScriptTypes?: (code: string) => string
  }
  if (!stripTypeScriptTypes) return undefined
  return (text, path) => {
    if (path.endsWith('x')) throw new SyntaxError('Node reads no JSX')
    return { code: stripTypeScriptTypes(text) }
  }
}
