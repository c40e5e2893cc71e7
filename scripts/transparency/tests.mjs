import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** By name of the set: in which folders of Node's tests it lies, and how its tests are named. */
const sets = {
  process: [['parallel', /^test-(child-process|cluster|worker|process|signal|exit|abort)/]],
  tools: [
    [
      'parallel',
      /^test-(async|compile-cache|diagnostics-channel|domain|inspector|module|permission|repl|runner|snapshot|v8|vm)/,
    ],
    ['async-hooks', /^test-/],
  ],
}

/** Names of the tests of a set, as paths below `test/`. */
export function listTests(checkout, set, pattern) {
  return sets[set].flatMap(([folder, names]) =>
    readdirSync(join(checkout, 'test', folder))
      .filter(name => names.test(name) && /\.m?js$/.test(name) && pattern.test(name))
      .map(name => `${folder}/${name}`),
  )
}
