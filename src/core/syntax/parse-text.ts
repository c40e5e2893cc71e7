import { type Node, type Options, parse } from 'acorn'
import type { AnyNode } from './children.ts'
import { collectSyntax } from './collect-syntax.ts'
import { NameUnwrapper } from './name-helpers.ts'
import { moduleOptions, parseModule } from './program.ts'
import type { Syntax } from './syntax.ts'

const parseOptions: Options = {
  ...moduleOptions,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowSuperOutsideMethod: true,
  allowNewTarget: true,
  checkPrivateFields: false,
} as Options

/** Parses a text as V8 did; returns `undefined` if it is no JavaScript, or too deeply nested to be walked. */
export function parseText(text: string): Syntax | undefined {
  try {
    const program = parseModule(text)
    if (program) return readProgram(program, text)
  } catch {
    return undefined
  }
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return readProgram(parse(text, { ...parseOptions, sourceType }), text)
    } catch {
      // A CommonJS file may be sloppy (`with`, octal numbers, `await` as a name): try it as a script.
    }
  }
  return undefined
}

function readProgram(program: Node, text: string): Syntax {
  if (!NameUnwrapper.mayHelp(text)) return collectSyntax(program)
  const unwrapper = new NameUnwrapper()
  return collectSyntax(unwrapper.unwrap(program as AnyNode), unwrapper.helpers)
}
