import { Session } from 'node:inspector'
import { createContext, Script } from 'node:vm'
import { packFunctions } from '../../src/contract/counts.ts'
import { TextBehaviours } from '../../src/core/counting/behaviour.ts'
import { applyPlan } from '../../src/core/counting/plan.ts'
import type { FileCoverageData } from '../../src/core/coverage-map.ts'
import { createPlainStructure } from '../../src/core/structure/plain-structure.ts'
import { parseText } from '../../src/core/syntax/parse-text.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { createIdentityMapper } from '../../src/core/texts/identity-mapper.ts'
import { decodeSourceMap } from '../../src/core/texts/source-map.ts'
import { createSourceMapMapper } from '../../src/core/texts/source-map-mapper.ts'
import { refineMap } from '../../src/core/texts/token-map.ts'
import { describeCounts } from './describe-counts.ts'
import { planByMatching } from './plan-by-matching.ts'

/** The text that a tool made of a source. */
export interface Built {
  code: string
  map: string
}

let programs = 0

/**
 * Calls the function `run` of a program, and of the text that a tool made of it. Returns the counts of each statement, function and
 * branch arm of the source, in both texts, by the code that stands there.
 */
export async function countBoth(source: string, built: Built, counting: 'v8' | 'istanbul' = 'v8') {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  try {
    return {
      source: await countOne(session, source, { code: source }, counting),
      built: await countOne(session, source, built, counting),
    }
  } finally {
    session.disconnect()
  }
}

async function countOne(
  session: Session,
  source: string,
  { code: text, map }: { code: string; map?: string },
  counting: 'v8' | 'istanbul',
) {
  const url = `double-${programs++}.js`
  const context = createContext({})
  new Script(text, { filename: url }).runInContext(context)
  await context.run!()
  const { file } = createPlainStructure(url, source, parseModule(source)!)
  if (counting === 'istanbul') removePrivateMethods(file, source)
  const syntax = parseText(text)!
  const mapper = map ? createMapper(text, map, source) : createIdentityMapper(text)
  const plan = planByMatching(file, source, syntax, mapper, counting)
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const behaviours = new TextBehaviours(plan)
    const { functions } = result.find(script => script.url === url)!
    behaviours.find(packFunctions(functions), () => {}).times = 1
    behaviours.flush()
    applyPlan(plan)
  })
  return describeCounts(file, source)
}

/** Istanbul counts the statements of private methods, and not the methods themselves. */
function removePrivateMethods({ fnMap, f }: FileCoverageData, source: string): void {
  const lines = source.split('\n')
  for (const [id, { decl }] of Object.entries(fnMap)) {
    const text = lines[decl.start.line - 1]!.slice(decl.start.column)
    if (!/^(?:(?:static|async|get|set)\s+)*\*?\s*#/.test(text)) continue
    delete fnMap[id]
    delete f[id]
  }
}

function createMapper(text: string, map: string, content: string) {
  const decoded = decodeSourceMap(JSON.parse(map), 'double.js').map
  return createSourceMapMapper(text, refineMap(text, 0, decoded, [{ index: 0, content }]).map)
}
