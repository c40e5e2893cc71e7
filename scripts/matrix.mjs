// The tests on other systems than `npm test`: `npm run test:matrix` on every supported pair of Node and Vitest,
// `-- --windows` on Windows under Wine, `-- --without-proc` without /proc, as on macOS.
// `-- --short` runs only the most important tests of each.
import { runPairs } from './matrix/pairs.mjs'
import { runWithoutProc } from './matrix/without-proc.mjs'
import { runOnWindows } from './windows/run.mjs'

const args = process.argv.slice(2)
const surroundings = { '--windows': runOnWindows, '--without-proc': runWithoutProc }
const chosen = Object.keys(surroundings).find(flag => args.includes(flag))
const isPassed = await (surroundings[chosen] ?? runPairs)({
  isShort: args.includes('--short'),
  numbers: args.filter(arg => /^\d+$/.test(arg)).map(Number),
  /** Names of test files. */
  files: args.filter(arg => !/^(?:--.*|\d+)$/.test(arg)),
})
process.exitCode = isPassed ? 0 : 1
