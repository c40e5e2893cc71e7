import { negateProbes, type Probe } from '../counting/counter.ts'
import type { AnyNode } from './children.ts'

/** A statement that jumps can end at. */
interface Target {
  /** `caught`: the block of a `try` with a `catch`. */
  kind: 'loop' | 'switch' | 'label' | 'caught' | 'try'
  /** Of a `label`. */
  name: string | undefined
  /** The reach of each jump out of it. */
  left: Probe[][]
}

/**
 * Notes the jumps out of the loops of one function. They tell how often a loop's test ran, for which V8 has no range:
 *
 *     while (a && b) { c(); if (d) break }    // a ran as often as the loop and its body began, less the breaks
 */
export class LoopJumps {
  readonly #open: Target[] = []

  /** Runs `work` with a statement as a target; returns the counts of the jumps out of it, negated. */
  within(kind: Target['kind'], work: () => void, name?: string): Probe[] {
    const target: Target = { kind, name, left: [] }
    this.#open.push(target)
    work()
    this.#open.pop()
    return target.left.flatMap(negateProbes)
  }

  /** Adds a jump to the loops that it leaves. A `throw` stays in the loop if a `catch` in it takes it. */
  add({ type, label }: AnyNode, reach: Probe[]): void {
    for (const [i, { kind, name, left }] of [...this.#open.entries()].reverse()) {
      if (type === 'ThrowStatement' && kind === 'caught') return
      if (label && name === label.name) return
      if (type === 'ContinueStatement' && kind === 'loop' && (!label || this.#isNamed(i, label.name))) return
      if (kind === 'loop') left.push(reach)
      if (type === 'BreakStatement' && !label && (kind === 'loop' || kind === 'switch')) return
    }
  }

  /** Whether a label directly around a target has a name. */
  #isNamed(index: number, name: string): boolean {
    const around = this.#open[index - 1]
    if (around?.kind !== 'label') return false
    return around.name === name || this.#isNamed(index - 1, name)
  }
}
