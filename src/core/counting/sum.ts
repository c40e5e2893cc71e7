import type { Probe } from './counter.ts'

/** Longest sum, in probes: a longer one costs more than it is worth. */
const longest = 60

/** Adds probes and takes others away; equal ones cancel out. Returns `undefined` if one is unknown, or the sum is too long. */
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
  return probes.length > longest ? undefined : probes
}

/** Whether two sums consist of the same probes: they are equal in every process. */
export function isSameSum(one: readonly Probe[], other: readonly Probe[]): boolean {
  return sumProbes([one], [other])?.length === 0
}

function nameProbe({ offset, inclusive, end = -1, from = -1 }: Probe): string {
  return `${offset} ${inclusive} ${end} ${from}`
}
