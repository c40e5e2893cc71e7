import { type Node, type Options, parse } from 'acorn'

/** How a module is parsed that may be one of CommonJS. */
export const moduleOptions: Options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  allowHashBang: true,
  allowReturnOutsideFunction: true,
}

let last: { text: string; program: Node | undefined } | undefined

/**
 * Parses a text as a module; `undefined` where it is none. The last one is kept: a file's structure and the syntax of what V8
 * ran are often asked for one after the other, of the same text. The tree must not be changed.
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
