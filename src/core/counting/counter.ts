/** Where to read a count in the text V8 ran. */
export interface Probe {
  offset: number
  /**
   * Whether a function that begins exactly there counts. A statement such as the body of `() => () => x` begins at the same
   * offset as the function in it, and is not that function.
   */
  inclusive: boolean
  /** Set for a span: its count is that of the smallest range that reaches from `offset` to here. */
  end?: number
  /** Of a span whose start is known roughly: where at the earliest it begins. */
  from?: number
  /** -1 takes the count away: an implicit else ran as often as its `if`, less the `then`. */
  sign: 1 | -1
}

/** One number of a file coverage and the probes whose sum it grows by. */
export interface Counter {
  kind: 's' | 'f' | 'b'
  id: string
  /** Index of the arm, for a branch. */
  arm: number
  probes: Probe[]
  /** Its count is V8's word for word, even where V8 left a range open. */
  isVerbatim?: boolean
  /** In a process that has a count here, the counter's own is at most that. */
  atMost?: Probe
}

/**
 * Whose counts the in-process ones are: ast-v8-to-istanbul's reading of V8's ranges, Istanbul's own counters, or
 * v8-to-istanbul's reading where a file has a structure of its.
 */
export type Counting = 'v8' | 'istanbul' | 'v8-to-istanbul'

/** The same probes with their counts taken away. */
export function negateProbes(probes: readonly Probe[]): Probe[] {
  return probes.map(probe => ({ ...probe, sign: probe.sign === 1 ? -1 : 1 }))
}

/** The count of the innermost block or function around an offset, but not of a function that begins there. */
export function countAt(offset: number): Probe[] {
  return [{ offset, inclusive: false, sign: 1 }]
}
