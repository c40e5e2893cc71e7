import { type Node, type Options, parse } from 'acorn'

/** Options for parsing a text that may be an ES or a CommonJS module. */
export const moduleOptions: Options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  allowHashBang: true,
  allowReturnOutsideFunction: true,
}

let last: { text: string; program: Node | undefined } | undefined

/**
 * Parses a text as an ES module, else as a CommonJS module, which may be sloppy; returns `undefined` if it is neither. The last tree is
 * kept, as structure and syntax of one text are often asked for one after the other: nobody may change it.
 */
export function parseModule(text: string): Node | undefined {
  if (last?.text !== text) last = { text, program: parseAnew(text) }
  return last.program
}

/** Like {@link parseModule}; returns a tree of its own, which the caller may change. */
export function parseAnew(text: string): Node | undefined {
  for (const sourceType of ['module', 'commonjs'] as const) {
    try {
      return parse(text, { ...moduleOptions, sourceType })
    } catch {
      // The caller learns that no parser could read it.
    }
  }
  return undefined
}
