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

/**
 * Parses a text as V8 did; returns `undefined` if it is no JavaScript, or too deeply nested to be walked.
 * @param hasEarlyEnds whether to find the {@link Syntax.earlyEnds}
 */
export function parseText(text: string, hasEarlyEnds = true): Syntax | undefined {
  try {
    const { program, helpers } = readTree(text)
    // Few texts need their flow. Kept for it, the tree of a large bundle would fill the memory while its sources are matched.
    return collectSyntax(program, helpers, () => readTree(text).program, hasEarlyEnds)
  } catch {
    return undefined
  }
}

/** Reads the tree of a text, and the names of esbuild's helpers in it. Throws if it is no JavaScript. */
function readTree(text: string): { program: Node; helpers: ReadonlySet<string> | undefined } {
  const program = parseModule(text) ?? parseLoosely(text)
  if (!NameUnwrapper.mayHelp(text)) return { program, helpers: undefined }
  const unwrapper = new NameUnwrapper()
  return { program: unwrapper.unwrap(program as AnyNode), helpers: unwrapper.helpers }
}

function parseLoosely(text: string): Node {
  try {
    return parse(text, { ...parseOptions, sourceType: 'module' })
  } catch {
    // A CommonJS file may be sloppy (`with`, octal numbers, `await` as a name).
    return parse(text, { ...parseOptions, sourceType: 'script' })
  }
}
