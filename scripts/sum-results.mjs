// Adds up the JSON results in .matrix/results and ends with the line `N passed, N failed`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../.matrix/results')
let passed = 0
let failed = 0
for (const name of readdirSync(folder).sort()) {
  const result = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  passed += result.numPassedTests
  // A file that could not be loaded has no tests of its own.
  failed +=
    result.numFailedTests +
    result.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0).length
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
