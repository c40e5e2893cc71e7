// The table, and the line that CI reads.

/** Prints one row a child and provider; returns whether all meet their bars. */
export function printResults(rows) {
  let failed = 0
  const table = rows.map(({ corpus, provider, child, result, floor, isSum }) => {
    const isMet = result
      ? result.sameStructure && [result.s, result.f, result.b].every(({ exact, all }) => exact >= all * floor)
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
  console.log(`${rows.length - failed} passed, ${failed} failed`)
  return failed === 0 && rows.length > 0
}
