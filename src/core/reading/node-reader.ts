import type { Note } from './note.ts'
import { Scanner } from './scanner.ts'
import { unread } from './text-scanner.ts'

/** What all readers of nodes know: what was read last, what was noted, and what is around. */
export abstract class NodeReader extends Scanner {
  notes: Note[] = []
  /** The node that was read last; parentheses around it are no part of it. */
  nodeStart = 0
  nodeEnd = 0
  /** Starts and ends of the operands, and the note, of the logical expression that was read last. */
  operands: number[] = []
  logical: Note | undefined
  /** The note of the function expression that was read last. */
  lastFunction: Note | undefined
  /** What becomes a default if the literal around it turns out to be a pattern; `undefined` for what no pattern of a module may hold. */
  defaults: (Note | undefined)[] = []
  /** Whether the expression that is read next stands directly in what may turn out to be a pattern. */
  mayBePattern = false
  isAsync = true
  isGenerator = false
  /** Whether `in` ends what is read: in the head of a loop. */
  hasNoIn = false
  /** How many functions are around, without arrow functions. */
  depth = 0
  /** In how many right operands of logical expressions of this function it is. */
  rightOperands = 0

  /** Puts a note before those that were made from `at` on. */
  note(
    at: number,
    kind: Note['kind'],
    start: number,
    end: number,
    countAt: number,
    parts: number[],
    name?: string,
  ): Note {
    const note: Note = { kind, start, end, countAt, parts, name }
    if (at === this.notes.length) this.notes.push(note)
    else this.notes.splice(at, 0, note)
    return note
  }

  /** What may have been a pattern is one. */
  setDefaults(from: number): void {
    const { defaults } = this
    for (let i = from; i < defaults.length; i++) {
      const note = defaults[i]
      if (!note) throw unread
      note.kind = 'branch'
    }
    defaults.length = from
  }
}
