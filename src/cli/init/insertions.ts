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
  if (!first) return { at, text: ` ${property} ` }
  const between = text.slice(at, first.start)
  if (!between.includes('\n')) return { at, text: ` ${property},` }
  const indent = /[ \t]*$/.exec(text.slice(0, first.start))?.[0] ?? ''
  return { at, text: `\n${indent}${property},` }
}

/** Inserts an element as the last of a list. */
export function insertElement({ text }: ConfigSyntax, list: ArrayExpression, element: string): Insertion {
  const last = (list.elements as (AnyNode | null)[]).filter(Boolean).at(-1)
  if (!last) return { at: list.start + 1, text: element }
  const isOnOwnLine = text.slice(list.start, last.start).includes('\n')
  const indent = /[ \t]*$/.exec(text.slice(0, last.start))?.[0] ?? ''
  return { at: last.end, text: isOnOwnLine ? `,\n${indent}${element}` : `, ${element}` }
}

/** Inserts an import behind the last one, or at the start. */
export function insertImport({ text, program }: ConfigSyntax, line: string): Insertion {
  const last = (program.body as AnyNode[]).filter(node => node.type === 'ImportDeclaration').at(-1)
  if (last) return { at: last.end, text: `\n${line}${text[last.end - 1] === ';' ? ';' : ''}` }
  return { at: text.startsWith('#!') ? text.indexOf('\n') + 1 : 0, text: `${line}\n` }
}
