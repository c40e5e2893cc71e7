import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { minify as minifyWithSwc } from '@swc/core'
import { transform } from 'esbuild'
import type { Built } from './double.ts'

const require = createRequire(import.meta.url)

/** Minifiers that keep the names of the top level, so that the test can call `run`. */
export const minifiers: Record<string, (source: string) => Promise<Built>> = {
  esbuild: source => transform(source, { minify: true, sourcemap: 'external', sourcefile: 'source.js' }),
  swc: async source => {
    const { code, map } = await minifyWithSwc(source, {
      compress: { passes: 2 },
      mangle: true,
      sourceMap: true,
      module: false,
    })
    return { code, map: map! }
  },
  oxc: async source => {
    const vite = createRequire(require.resolve('vitest/package.json')).resolve('rolldown/utils')
    const { minifySync } = await import(pathToFileURL(vite).href)
    const { code, map } = minifySync('source.js', source, {
      module: false,
      sourcemap: true,
      compress: true,
      mangle: true,
    })
    return { code, map: typeof map === 'string' ? map : JSON.stringify(map) }
  },
}

/** A program that calls a function with two parameters many times; its body is given. */
export const around = (body: string, more = '') => `${more}
const seen = []
async function f(a, b) {
${body}
}
async function run() {
  for (let a = 0; a < 6; a++) for (let b = 0; b < 4; b++) try { await f(a, b) } catch {}
}
`

/** Each program with each minifier, for a table of tests. */
export function withEachMinifier(
  programs: Record<string, string>,
): { name: string; tool: string; body: string }[] {
  return Object.entries(programs).flatMap(([name, body]) =>
    Object.keys(minifiers).map(tool => ({ name, tool, body })),
  )
}
