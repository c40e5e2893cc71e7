/** The variable by which Node itself counts, into a folder. */
export const variable = 'NODE_V8_COVERAGE'
const runnerOption = '--experimental-test-coverage'

/** Whether Node's test runner counts for its own summary. */
export function isCountedByRunner(): boolean {
  return `${process.execArgv} ${process.env.NODE_OPTIONS}`.includes(runnerOption)
}

/** Whether Node itself counts in this thread, with V8's only set of counters. */
export function isCountedByNode(): boolean {
  return Boolean(process.env[variable]) || isCountedByRunner()
}
