/** A generator that a seed determines (mulberry32). */
export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    pick: list => list[Math.floor(next() * list.length)],
    /** An integer below `limit`, more often a small one. */
    skewed: limit => Math.floor(next() ** 2 * limit),
  }
}
