import { Session } from 'node:inspector'
import { Script } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packFunctions } from '../../src/contract/counts.ts'
import { unpackCounts } from '../../src/core/counting/ranges.ts'
import { readCounts } from '../../src/core/counting/sweep.ts'
import { readFlow } from '../../src/core/syntax/flow.ts'
import { parseText } from '../../src/core/syntax/parse-text.ts'

const session = new Session()
beforeAll(() => {
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
})
afterAll(() => session.disconnect())

let programs = 0

/** Runs a program that calls `hit(n)` in many places. Compares the calls with the counts that the flow reads from V8's ranges. */
async function check(text: string): Promise<void> {
  const url = `flow-${programs++}.js`
  const hits = new Map<number, number>()
  const hit = (n: number) => {
    hits.set(n, (hits.get(n) ?? 0) + 1)
    return false
  }
  await new Script(`${text};run`, { filename: url }).runInThisContext()(hit)
  const counts = new Map<number, number>()
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const { functions } = result.find(script => script.url === url)!
    const flow = parseText(text)!.flow()
    for (const { 1: n, index } of text.matchAll(/hit\((\d+)\)/g)) {
      let count = 0
      for (const { offset, inclusive, sign } of flow.reachAt(index)!) {
        const point = Int32Array.of(offset * 2 + (inclusive ? 1 : 0))
        const { raw } = readCounts(unpackCounts(packFunctions(functions)), point, undefined)
        count += raw[0]! * sign
      }
      counts.set(Number(n), count)
    }
  })
  const numbers = (map: Map<number, number>) => [...counts.keys()].map(n => [n, map.get(n) ?? 0])
  expect(counts.size).toBeGreaterThan(1)
  expect(numbers(counts)).toEqual(numbers(hits))
}

const around = (body: string, more = '') =>
  `${more}async function run(hit){async function f(a,b){${body}}
  for(let a=0;a<5;a++)for(let b=0;b<3;b++)try{await f(a,b)}catch{}}`

test('counts code behind a `return`, across choices', () =>
  check(around('if(a>3)return hit(1);a>1?hit(2):hit(3),hit(4),b&&hit(5),hit(6);let c=hit(7);return hit(8)')))

test('counts code behind a call that never returns', () =>
  check(
    around(
      'a>2&&die(),hit(1),b>1&&o.fail(a),hit(2);let c=hit(3);if(hit(4),b===1)return hit(5);a===1?die():hit(6);hit(7)',
      'function die(){throw new Error}const o={fail(a){if(a)throw a;throw 1}};',
    ),
  ))

test('tells functions with the same name apart', () =>
  check(around('let die=()=>{};a>2&&die();hit(1);b&&die(),hit(2)', 'function die(){throw new Error}')))

test('counts a choice by its arms, whatever threw before', () =>
  check(around('a>2&&may(b),b;return may(a),b?hit(2):hit(3)', 'function may(b){if(b>1)throw b}')))

test('counts code behind awaits and behind statements with a body', () =>
  check(
    around(
      'if(a>3)return;b?1:2;await(b>1?Promise.reject(a):a),hit(1);let d=hit(2);a?1:2;{hit(3)}for(let i=0;i<b;i++)hit(4),a&&hit(5),hit(6);hit(7);try{hit(8)}catch{hit(9)}finally{hit(10)}hit(11)',
    ),
  ))

test('tells the parts of a class and of functions apart', () =>
  check(
    around(
      'class C{x=hit(1);static y=hit(2);m(c=hit(3)){b&&hit(4),hit(5)}};a>1&&new C().m(),hit(6);[1,2].map(x=>(a?hit(7):hit(8),hit(9)))',
    ),
  ))

test('follows thousands of operands', () =>
  check(around(`hit(1);b=${Array.from({ length: 3000 }, () => 'a').join('+')};if(b>1)return hit(2);hit(3)`)))

test('has no counts for code nested more deeply than the stack holds', () => {
  let expression: object = { type: 'Identifier', start: 0, end: 1, name: 'a' }
  for (let depth = 0; depth < 50_000; depth++)
    expression = { type: 'ArrayExpression', start: 0, end: 1, elements: [expression] }
  const statement = { type: 'ExpressionStatement', start: 0, end: 1, expression }
  const program = { type: 'Program', start: 0, end: 1, body: [statement] }
  expect(readFlow(program).reachAt(0)).toBeUndefined()
})
