// The tests in other surroundings than those of `npm test`: `npm run test:matrix` on every supported pair of Node and Vitest,
// `-- --windows` on Windows under Wine, `-- --without-proc` where no /proc tells of processes, as on macOS.
// `-- --short` runs of each what a change must not break.
import { runPairs } from './matrix/pairs.mjs'
import { runWithoutProc } from './matrix/without-proc.mjs'
import { runOnWindows } from './windows/run.mjs'

const args = process.argv.slice(2)
const surroundings = { '--windows': runOnWindows, '--without-proc': runWithoutProc }
const chosen = Object.keys(surroundings).find(flag => args.includes(flag))
const isPassed = (surroundings[chosen] ?? runPairs)({
  isShort: args.includes('--short'),
  numbers: args.filter(arg => /^\d+$/.test(arg)).map(Number),
  /** Names of test files. */
  files: args.filter(arg => !/^(?:--.*|\d+)$/.test(arg)),
})
process.exitCode = isPassed ? 0 : 1
