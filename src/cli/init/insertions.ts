import type { AnyNode, ArrayExpression, ObjectExpression } from 'acorn'
import type { ConfigSyntax } from './config-syntax.ts'

/** A text to insert at an offset. */
export interface Insertion {
  at: number
  text: string
}

/** Inserts texts, with the quotes that most strings of the file have. */
export function applyInsertions(text: string, insertions: readonly Insertion[]): string {
  const isDouble = countOf('"', text) > countOf("'", text)
  let result = text
  for (const { at, text: added } of [...insertions].sort((a, b) => b.at - a.at))
    result = result.slice(0, at) + (isDouble ? added.replaceAll("'", '"') : added) + result.slice(at)
  return result
}

function countOf(quote: string, text: string): number {
  return text.split(quote).length - 1
}

/** Inserts a property as the first of an object, in the style of the object. */
export function insertProperty(
  { text }: ConfigSyntax,
  object: ObjectExpression,
  property: string,
): Insertion {
  const at = object.start + 1
  const [first] = object.properties as AnyNode[]
  if (!first) return insertFirst(text.slice(at, object.end - 1), at, property, indentOf(text, object.end - 1))
  const between = text.slice(at, first.start)
  if (!between.includes('\n')) return { at, text: ` ${property},` }
  return { at, text: `\n${indentOf(text, first.start)}${property},` }
}

/** @param inside what the empty object holds: blanks and comments */
function insertFirst(inside: string, at: number, property: string, closingIndent: string): Insertion {
  if (!inside.includes('\n')) return { at, text: ` ${property} ` }
  const step = closingIndent.includes('\t') ? '\t' : '  '
  return { at, text: `\n${closingIndent}${step}${property},` }
}

/** The blanks at the beginning of the line in which an offset is. */
function indentOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1)
  return /^[ \t]*/.exec(line)![0]
}

/** Inserts an element as the last of a list. */
export function insertElement({ text }: ConfigSyntax, list: ArrayExpression, element: string): Insertion {
  const last = (list.elements as (AnyNode | null)[]).filter(Boolean).at(-1)
  if (!last) return { at: list.start + 1, text: element }
  const isOnOwnLine = text.slice(list.start, last.start).includes('\n')
  return { at: last.end, text: isOnOwnLine ? `,\n${indentOf(text, last.start)}${element}` : `, ${element}` }
}

/** Inserts an import behind the last one, or at the start. */
export function insertImport({ text, program }: ConfigSyntax, line: string): Insertion {
  const last = (program.body as AnyNode[]).filter(node => node.type === 'ImportDeclaration').at(-1)
  if (last) return { at: last.end, text: `\n${line}${text[last.end - 1] === ';' ? ';' : ''}` }
  return { at: text.startsWith('#!') ? text.indexOf('\n') + 1 : 0, text: `${line}\n` }
}
