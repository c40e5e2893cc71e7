// Functions of Node, taken before the program of a child starts: it may replace any of them. Modules that a child loads later use these.
export const { kill } = process
/** The monotonic clock in ns, which fake timers of a test do not change. */
export const { bigint: clock } = process.hrtime
