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
 * Parses a text as a module; returns `undefined` if it is none. The last tree is kept, as structure and syntax of one text are often
 * asked for one after the other: nobody may change it.
 */
export function parseModule(text: string): Node | undefined {
  if (last?.text !== text) last = { text, program: tryParse(text) }
  return last.program
}

function tryParse(text: string): Node | undefined {
  try {
    return parse(text, moduleOptions)
  } catch {
    return undefined
  }
}
