/** An offset in the text V8 ran whose count is a part of a counter. */
export interface Probe {
  offset: number
  /**
   * Whether the range of a function that begins exactly at `offset` counts. It must not for the outer body of `() => () => x`, which begins
   * where the inner function does.
   */
  inclusive: boolean
  /** Set for a span: its count is that of the smallest range around `offset` to `end`. */
  end?: number
  /** Lower bound of the start of a span that is known roughly. */
  from?: number
  /** -1 takes the count away: a missing `else` ran as often as its `if`, less the first arm. */
  sign: 1 | -1
}

/** One number of a file coverage, and the probes whose sum is added to it. */
export interface Counter {
  kind: 's' | 'f' | 'b'
  id: string
  /** Index of the arm, for a branch. */
  arm: number
  probes: Probe[]
  /** Whether V8's count is taken as it is, even where V8 left a range open. */
  isVerbatim?: boolean
  /** Upper bound of the count, in a process that has a count here. */
  atMost?: Probe
}

/** The tool that made the counts of the host: ast-v8-to-istanbul from V8's ranges, Istanbul's own counters, or v8-to-istanbul from V8's ranges. */
export type Counting = 'v8' | 'istanbul' | 'v8-to-istanbul'

/** The same probes with their counts taken away. */
export function negateProbes(probes: readonly Probe[]): Probe[] {
  return probes.map(probe => ({ ...probe, sign: probe.sign === 1 ? -1 : 1 }))
}

/** The count of the innermost block or function around an offset, but not of a function that begins there. */
export function countAt(offset: number): Probe[] {
  return [{ offset, inclusive: false, sign: 1 }]
}
