import { encodedMappings, TraceMap } from '@jridgewell/trace-mapping'
import { minify } from '@swc/core'
import { expect, test } from 'vitest'
import { countBoth } from './double.ts'
import { around, minifiers, withEachMinifier } from './minifiers.ts'

/** Choices that a minifier writes in another way than the source. */
const programs: Record<string, string> = {
  'a guard of two operands behind another statement': `  function check(n) {
    return n > 1
  }
  seen.length = a
  if (
    seen.length === 0 ||
    !check(b)
  ) {
    return
  }
  seen[0] = b + 1`,
  'a last return of undefined, behind a guard and a choice': `  if (b === 3) return seen
  const key = b > 1 ? a : b
  if (key) {
    for (const n of [1, 2]) if (n === key) return n
  }
  return undefined`,
  'an else with an operand of one letter': `  if (a > 2) {
    for (const n of [a, b]) seen.push(n)
    seen.push('big')
  } else if (b) {
    seen.push('some')
  }
  if (a < 4) {
    if (b) seen.push('few')
  } else {
    for (const n of [a, b]) seen.push(n)
  }
  return seen`,
  'an assignment that begins with a choice, behind a call that throws': `  function check(n) {
    if (n > 3) throw new Error('much')
    return n
  }
  let text = String(check(a))
  if (b > 1) text += String(b) + 'x'
  text += b === 2 ? '$' : '(' + check(b) + ')'
  seen.push(text)
  return [text, new Set(b ? 'ab' : 'c')]`,
  'a choice between returned functions': `  function create(n, add) {
    const base = n || 7
    if (n > 2 && add !== false) {
      return (value, more) => {
        if (value == null) return more
        return value + base
      }
    }
    return (value, more) => {
      if (value > 1) return more
      return value - base
    }
  }
  for (const n of [a, b]) seen.push(create(n, a > 4)(b ? n : null, 3))`,
  'a constant as one arm, beside another choice': `  if (b === 3) return seen
  return a > 3 || (b > 1 ? /2/.test(String(a)) : false)`,
  'an else behind a jump, whose test may throw': `  function check(n) {
    if (n === 4) throw new Error('four')
    return n > 2
  }
  if (check(a)) {
    throw new TypeError('much')
  } else {
    return b
  }`,
  'a switch with two cases': `  switch (a) {
    case 2:
      return Math.max(a, b)
    default:
      return Math.min(a, b)
  }`,
  'a guard behind a choice': `  if (b === 0) return a
  const value = b > 1 ? 'big' : 'small'
  if (a !== 3) {
    return
  }
  for (const n of [1, 2]) seen.push(n, value)
  return seen`,
  'a guard that is an else': `  const last = [0, 1, 2, 3][a]
  if (last) {
    seen.push(last)
    seen.push(b)
  } else {
    return
  }
  seen.push(a)`,
  'a loop that is left in an else': `  let n = 0
  while (n < 9) {
    const odd = n % 2 === 1
    if (odd && !b) {
      n++
    } else if (!odd && a > 1) {
      n++
    } else {
      break
    }
  }
  return n`,
  'an if in an else if': `  let level = 0
  for (const letter of '(a))' + a) {
    if (letter === 'a') {
      seen.push(letter)
    } else if (letter === '(') {
      level++
    } else if (letter === ')') {
      level--
      if (level < 0) return b
    }
  }
  return level`,
  'cases that do the same': `  switch (a) {
    case 1: {
      seen.push(b)
      break
    }
    case 2: {
      seen.push('two')
      break
    }
    case 3: {
      seen.push(b)
      break
    }
    default: {
      seen.push('other')
    }
  }`,
  'code behind a chain whose last arm jumps': `  let result = b
  if (a === 5) {
    return
  } else if (b === 1) {
    result = {}
  } else if (b === 2) {
    result = { c: b }
  }
  const { c } = { c: result }
  const d = seen.length
  seen.push(d && c)
  return d`,
  'jumps out of a loop to the same end': `  const items = []
  if (a >= 3) {
    for (let i = 0; i < a; i++) {
      try {
        if (i === b) throw new Error('b')
        items.push(i)
      } catch {
        items.push(-1)
        return items.length
      }
    }
  }
  return items`,
  'one more operand behind a bracket': `  if (a > 1 && b % 3 === 0 && (a - b) % 2 === 0) {
    seen.push(0)
  }
  seen.push(a)`,
  'a case that is the same, and falls through': `  switch (b) {
    case 0:
      seen.push(a)
    case 1:
      seen.push(1)
      break
    case 2:
      seen.push(1)
      break
  }`,
  'equal cases of several values': `  switch (a) {
    case 0:
      seen.push(1)
      break
    case 1:
      seen.push(b)
      break
    case 2:
    case 3:
    case 7:
      seen.push(1)
      break
    default:
      seen.push(a + b)
  }`,
  'an empty case before the default': `  switch (b) {
    case 0:
      return a
    case 1:
    case 2:
      return seen.push(a)
    case 3:
    default:
      return seen.push(b)
  }`,
}

test.for(withEachMinifier(programs))('$tool: counts $name', async ({ tool, body }) => {
  const source = around(body)
  const { source: wanted, built } = await countBoth(source, await minifiers[tool]!(source))
  expect(built).toEqual(wanted)
})

test('an `if` whose arm begins with a variable of an inlined function', async () => {
  const source = `${around(`  if (b > 2) {
    return late(a)
  }
  const twice = seen.push(b) * 2
  return a > 2 ? twice : b`)}
function late(n) {
  const half = seen.length > 1 ? n : seen.push(n)
  return half > 1 ? half + n : half * seen.length
}
globalThis.run = run
`
  const { code, map } = await minify(source, { compress: { toplevel: true }, sourceMap: true, module: false })
  expect(code).toMatch(/if\(\w>2\)\{(?:var|let)/)
  const { source: wanted, built } = await countBoth(source, { code, map: map! })
  expect(built).toEqual(wanted)
})

/** Operands of which a minifier leaves no trace: how often they were reached is not known, but what ran is not 0. */
test.for(Object.keys(minifiers))('%s: an operand without a trace is not 0', async tool => {
  const source = around(`  const one = [undefined, null, 1][b]
  if (typeof one === 'undefined' || one === null) return a
  const two = seen[a - 9] || seen[b - 9] || ''
  if (!two || a > 4) return b
  return two`)
  const { source: wanted, built } = await countBoth(source, await minifiers[tool]!(source))
  const zeros = Object.keys(wanted).filter(part => wanted[part]! > 0 && built[part] === 0)
  expect(zeros).toEqual([])
})

/**
 * The text and the source map of some parts, each with the place of a piece of the source. The piece is searched for behind the one
 * before, else from the beginning. An empty piece has no mapping.
 */
function mapPieces(source: string, pieces: readonly (readonly [text: string, piece: string])[]) {
  const segments: number[][] = []
  let code = ''
  let from = 0
  for (const [text, piece] of pieces) {
    const behind = source.indexOf(piece, from)
    const at = piece === '' ? -1 : behind === -1 ? source.indexOf(piece) : behind
    if (at !== -1) {
      const lines = source.slice(0, at).split('\n')
      segments.push([code.length, 0, lines.length - 1, lines.at(-1)!.length])
      from = at
    }
    code += text
  }
  const map = { version: 3, names: [], sources: ['source.js'] }
  const mappings = encodedMappings(new TraceMap({ ...map, mappings: [segments] } as never))
  return { code, map: JSON.stringify({ ...map, sourcesContent: [source], mappings }) }
}

test('a function that became the value of a property, without a mapping of its name', async () => {
  const source = `function pair(n) {
  if (n > 1) return n
  return any().length
}
function other() {
  return pair(1)
}
function any() {
  return [1, 2].map(() => true)
}
function run() {
  for (let n = 0; n < 4; n++) pair(n), other()
}
`
  // As terser writes the exports of a Rollup bundle.
  const built = mapPieces(source, [
    ['function ', 'function other'],
    ['other(){', 'other()'],
    ['return ', 'return pair'],
    ['o.pair(1)}', 'pair(1)'],
    ['var o={any:', ''],
    ['function(){', 'function any'],
    ['return', 'return ['],
    ['[', '[1'],
    ['1,', '1,'],
    ['2]', '2]'],
    ['.map(', 'map('],
    ['()=>', '() =>'],
    ['!0)}', 'true'],
    [',pair:', ''],
    ['function(', 'function pair'],
    ['t){', 'n)'],
    ['if(', 'if ('],
    ['t>1)', 'n > 1'],
    ['return ', 'return n'],
    ['t;', 'n\n'],
    ['return ', 'return any'],
    ['o.any()', 'any()'],
    ['.length}};', 'length'],
    ['function ', 'function run'],
    ['run(){', 'run()'],
    ['for(', 'for ('],
    ['let t=0;', 'let n'],
    ['t<4;', 'n < 4'],
    ['t++)', 'n++'],
    ['o.pair(t),', 'pair(n), '],
    ['other()}', 'other()\n'],
  ])
  const { source: wanted, built: is } = await countBoth(source, built)
  expect(is).toEqual(wanted)
})

test('a semicolon with the place of the code behind it, as swc maps it, is not that code', async () => {
  const source = `function pick(n) {
  if (n === 1) return 'one'
  else if (n === 2 && seen) seen.push(n)
  seen.push(0)
}
const seen = []
function run() {
  for (let n = 0; n < 9; n++) pick(n)
}
`
  const { code, map } = await minifiers.swc!(source)
  const { source: wanted, built } = await countBoth(source, { code, map })
  expect(built).toEqual(wanted)
})

test('an `else if` that became the first arm, as terser writes and maps it', async () => {
  const source = `const seen = []
function pick(n) {
  if (!n) {
    seen.push(0)
  } else if (n > 2) {
    seen.push(1)
    seen.push(n)
  } else {
    seen.push(2)
  }
}
function run() {
  for (let n = 0; n < 5; n++) pick(n)
}
`
  const built = mapPieces(source, [
    ['const ', 'const seen'],
    ['seen=', 'seen ='],
    ['[];', '[]'],
    ['function ', 'function pick'],
    ['pick(', 'pick('],
    ['n){', 'n) {'],
    ['if(', 'if (!n)'],
    ['n)', 'n) {'],
    ['if(', '} else if'],
    ['n', 'n > 2'],
    ['>2)', '> 2'],
    ['seen.push(1),', 'seen.push(1)'],
    ['seen.push(n);', 'seen.push(n)'],
    ['else ', '{\n    seen.push(2)'],
    ['seen.push(2);', 'seen.push(2)'],
    ['else ', ''],
    ['seen.push(0)}', 'seen.push(0)'],
    ['function ', 'function run'],
    ['run(){', 'run()'],
    ['for(', 'for ('],
    ['let n=0;', 'let n'],
    ['n<5;', 'n < 5'],
    ['n++)', 'n++'],
    ['pick(n)}', 'pick(n)\n'],
  ])
  const { source: wanted, built: is } = await countBoth(source, built)
  expect(is).toEqual(wanted)
})
