import { Session } from 'node:inspector'
import { Script } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { packFunctions } from '../../src/contract/counts.ts'
import { TextBehaviours } from '../../src/core/counting/behaviour.ts'
import { applyPlan } from '../../src/core/counting/plan.ts'
import type { FileCoverageData } from '../../src/core/coverage-map.ts'
import { parseText } from '../../src/core/syntax/parse-text.ts'
import { createIdentityMapper } from '../../src/core/texts/identity-mapper.ts'
import { planByMatching } from './plan-by-matching.ts'

const source = `/* istanbul ignore if */
if (globalThis.never) globalThis.never()
function pick(n) {
  /* istanbul ignore if */
  if (n > 2) return 'much'
  /* istanbul ignore else */
  if (n > 0) return 'some'
  else return 'none'
}
for (let n = 0; n < 5; n++) pick(n)
`

const at = (line: number, column: number, end: number) => ({
  start: { line, column },
  end: { line, column: end },
})

test('with an ignore hint, the arm of an if that is left in the structure has its own count', () => {
  const none = { start: {}, end: {} } as never
  const file: FileCoverageData = {
    path: 'hints.js',
    statementMap: {},
    s: {},
    fnMap: {
      0: {
        name: 'pick',
        decl: at(3, 9, 13),
        loc: { start: { line: 3, column: 17 }, end: { line: 9, column: 1 } },
      },
    },
    f: { 0: 0 },
    branchMap: {
      0: { type: 'if', loc: at(5, 2, 26), locations: [none] },
      1: {
        type: 'if',
        loc: { start: { line: 7, column: 2 }, end: { line: 8, column: 20 } },
        locations: [at(7, 2, 26)],
      },
    },
    b: { 0: [0], 1: [0] },
  } as never
  const session = new Session()
  session.connect()
  onTestFinished(() => session.disconnect())
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  new Script(source, { filename: 'hints.js' }).runInThisContext()
  const plan = planByMatching(file, source, parseText(source)!, createIdentityMapper(source), 'istanbul')
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const behaviours = new TextBehaviours(plan)
    behaviours.find(
      packFunctions(result.find(({ url }) => url === 'hints.js')!.functions),
      () => {},
    ).times = 1
    behaviours.flush()
    applyPlan(plan)
  })
  expect(file.b).toEqual({ 0: [3], 1: [2] })
})
