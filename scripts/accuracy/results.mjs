// The table, and the numbers that CI adds up.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Prints one row a child and provider; returns whether all meet their bars, without a warning. */
export function printResults(rows) {
  let failed = 0
  const table = rows.map(({ corpus, provider, child, result, floor, hasWarnings, isSum }) => {
    const isMet = result
      ? !hasWarnings &&
        result.sameStructure &&
        [result.s, result.f, result.b].every(({ exact, all }) => exact >= all * floor)
      : isSum
    if (!isMet) failed++
    const share = ({ exact, all }) =>
      `${((exact / Math.max(all, 1)) * 100).toFixed(2)} % (${all - exact} of ${all})`
    return {
      corpus,
      provider,
      child,
      structure: result && (result.sameStructure ? 'same' : 'DIFFERS'),
      statements: result && share(result.s),
      functions: result && share(result.f),
      branches: result && share(result.b),
      '': isMet ? 'ok' : 'below',
    }
  })
  console.table(table)
  const passed = rows.length - failed
  // Read by sum-results.mjs, as the results of the tests are.
  const folder = join(import.meta.dirname, '../../.matrix/results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'accuracy.json'),
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: [] }),
  )
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 && rows.length > 0
}
