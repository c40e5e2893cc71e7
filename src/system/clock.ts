const { bigint: hrtime } = process.hrtime

/** The monotonic clock in ms, with fractions. All processes of a machine share it, and a test's fake timers do not change it. */
export function readClock(): number {
  return Number(hrtime()) / 1e6
}
