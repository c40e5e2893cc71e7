import type { PlainWriter } from '../structure/plain-writer.ts'

/** What is to be written of a node, in the order in which a syntax tree would be walked. */
export interface Note {
  kind: 'statement' | 'function' | 'branch' | 'loop' | 'nothing'
  start: number
  end: number
  /** Where V8 is asked for the count. */
  countAt: number
  /** Starts and ends: of the arms of a branch, of what names a function and of its body. */
  parts: number[]
  /** The kind of a branch, or the name of a function. */
  name: string | undefined
}

/** Of a note that needs none. */
export const noParts: number[] = []

/** Writes notes into a structure. */
export function writeNotes(notes: readonly Note[], writer: PlainWriter): void {
  for (const { kind, start, end, countAt, parts, name } of notes) {
    if (kind === 'statement') writer.addStatement({ start, end }, countAt)
    else if (kind === 'loop') writer.counts.loops.push({ bodyStart: start, end })
    else if (kind === 'function') {
      const [declStart = 0, declEnd = 0, bodyStart = 0, bodyEnd = 0] = parts
      writer.addFunction(
        name,
        { start: bodyStart, end: bodyEnd },
        { start: declStart, end: declEnd },
        countAt,
      )
    } else if (kind === 'branch' && name === 'if') {
      const [then = 0, other, otherEnd = 0] = parts
      writer.addIf({ start, end }, then, other === undefined ? null : { start: other, end: otherEnd })
    } else if (kind === 'branch') {
      const arms = []
      for (let i = 0; i < parts.length; i += 2) arms.push({ start: parts[i]!, end: parts[i + 1]! })
      writer.addBranch(name!, { start, end }, arms)
    }
  }
}
