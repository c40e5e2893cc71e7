/** Calls what can be called with each of some lists of arguments; no error ends the run. Returns how many calls returned. */
export function tryAll(
  targets: Record<string, unknown>,
  lists: readonly (() => unknown[])[],
  skip?: RegExp,
): number {
  let returned = 0
  for (const name of Object.keys(targets).sort()) {
    const target = targets[name]
    if (typeof target !== 'function' || skip?.test(name)) continue
    for (const list of lists) {
      try {
        quiet((target as (...args: unknown[]) => unknown)(...list()))
        returned++
      } catch {
        // Errors are part of the work.
      }
    }
  }
  return returned
}

/** Does not wait for promises. */
function quiet(value: unknown): void {
  if (value instanceof Promise) value.catch(() => undefined)
}
