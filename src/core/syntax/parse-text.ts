import { type Options, parse } from 'acorn'
import { collectSyntax } from './collect-syntax.ts'
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

/** Parses a text as V8 did, or returns `undefined` when it is no JavaScript. */
export function parseText(text: string): Syntax | undefined {
  try {
    const program = parseModule(text)
    if (program) return collectSyntax(program)
  } catch {
    // Nested too deeply to be walked.
    return undefined
  }
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return collectSyntax(parse(text, { ...parseOptions, sourceType }))
    } catch {
      // A CommonJS file may be sloppy (`with`, octal numbers, `await` as a name): try it as a script.
    }
  }
  return undefined
}
