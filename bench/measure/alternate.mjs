/**
 * Runs each variant once a round. Each round begins with another variant, so that other work of the machine slows all of them alike.
 * Returns the measurements of all rounds, by variant.
 */
export async function alternate(variants, rounds, runOnce) {
  const samples = Object.fromEntries(variants.map(name => [name, []]))
  // The first round warms the disk cache and the processor: it is not counted.
  for (const name of variants) await runOnce(name)
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < variants.length; turn++) {
      const name = variants[(round + turn) % variants.length]
      samples[name].push(await runOnce(name))
    }
  }
  return samples
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Median of the differences to another variant in the same round. */
export function addedOver(samples, base, key) {
  return median(samples.map((sample, round) => sample[key] - base[round][key]))
}

/** Medians of what runs used, by variant. */
export function summarize(samples) {
  const middle = (list, key) => median(list.map(sample => sample[key]))
  return Object.fromEntries(
    Object.entries(samples).map(([name, list]) => [
      name,
      { wall: middle(list, 'wall'), cpu: middle(list, 'cpu'), memory: middle(list, 'memory') },
    ]),
  )
}
