import type { Probe } from './counter.ts'

/** Longer sums are not worth their while. */
const most = 60

/**
 * Adds probes up and takes others away; what stands on both sides is left out. `undefined` where one of them is not known, or the sum
 * would be too long.
 */
export function sumProbes(
  added: readonly (readonly Probe[] | undefined)[],
  taken: readonly (readonly Probe[] | undefined)[] = [],
): Probe[] | undefined {
  const sums = new Map<string, { probe: Probe; times: number }>()
  for (const [factor, lists] of [
    [1, added],
    [-1, taken],
  ] as const) {
    for (const list of lists) {
      if (!list) return undefined
      for (const probe of list) {
        const key = nameProbe(probe)
        const sum = sums.get(key)
        if (sum) sum.times += factor * probe.sign
        else sums.set(key, { probe, times: factor * probe.sign })
      }
    }
  }
  const probes: Probe[] = []
  for (const { probe, times } of sums.values())
    for (let i = Math.abs(times); i > 0; i--) probes.push({ ...probe, sign: times > 0 ? 1 : -1 })
  return probes.length > most ? undefined : probes
}

/** Whether two sums are of the same probes: nothing in the text decides between the one place and the other. */
export function isSameSum(one: readonly Probe[], other: readonly Probe[]): boolean {
  return sumProbes([one], [other])?.length === 0
}

function nameProbe({ offset, inclusive, end = -1, from = -1 }: Probe): string {
  return `${offset} ${inclusive} ${end} ${from}`
}
