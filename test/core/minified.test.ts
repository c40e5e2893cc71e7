import { transform } from 'esbuild'
import typescript from 'typescript'
import { expect, test } from 'vitest'
import { type Built, countBoth } from './double.ts'
import { around, minifiers, withEachMinifier } from './minifiers.ts'

const programs: Record<string, string> = {
  'a jump that stands once for several': `  if (a === 1) return seen
  if (a === b) return seen
  if (b && a) {
    seen.push(1)
  }
  seen.push(2)
  return seen`,
  'jumps of several guards that became one': `  if (a === 1) return true
  seen.push(a)
  if (b === 2) return true
  seen.push(b)
  if (a > 3 && b) {
    seen.push(3)
    return true
  }
  seen.push(4)
  return seen`,
  'the example of docs/how-it-works.md': `  function greet(user) {
    if (!user) return 'nobody'
    seen.push(user)
    if (user.isNew) {
      seen.push('new')
      return 'welcome'
    }
    return 'hello'
  }
  return greet(a && { isNew: b > 2 })`,
  'jumps with a constant': `  if (a > 3) {
    const isOdd = b % 2 === 1
    if (b === 2 && !isOdd) {
      return false
    }
    if (b === 1 && isOdd) {
      return false
    }
  }
  seen.push(a)
  return true`,
  'calls that became one': `  let value
  if (a > 2) value = Math.max(a, b)
  else value = Math.max(b, 7)
  if (a > 4) return String(a)
  seen.push(value)
  return String(b)`,
  'assignments that became one': `  let value
  if (a === 1) value = b
  else if (a === 2) value = seen.length
  else value = 3
  seen.push(value)`,
  'arms that return': `  if (a === b) {
    return a !== 0 || 1 / a === b
  } else {
    return a !== a && b !== b
  }`,
  'bodies of functions where they were called': `  const helper = (c) => {
    if (c > 2) seen.push(c)
    return c + 1
  }
  function twice(d) {
    const half = d / 2
    return half > 1 ? half : d
  }
  if (b) return helper(a)
  seen.push(twice(a))`,
  'a loop that is left from inside': `  for (let i = 0; i < a; i++) {
    if (i === b) return i
    if (i > 3) break
    seen.push(i)
  }
  return undefined`,
  'nested choices': `  if (a > 1) {
    if (b > 1) {
      seen.push(1)
    } else {
      seen.push(2)
      seen.push(3)
    }
  } else if (b === 3) {
    seen.push(4)
  } else {
    seen.push(5)
  }
  if (!a) seen.push(6)`,
  'a switch': `  switch (a) {
    case 0:
      seen.push(0)
      break
    case 1:
    case 2: {
      const c = b * 2
      if (c > 2) return c
      seen.push(c)
    }
    case 3:
      seen.push(3)
      break
    default:
      return b
  }
  return a`,
  'operands in another order': `  const match = value => {
    if (
      value === null ||
      typeof value !== 'object' ||
      Array.isArray(value)
    ) {
      return { matched: false }
    }
    const [one, two] = a > 2 ? [1, b] : [b, 2]
    const matched = Object.keys(value).every(key => {
      if (b > 1) seen.push(key)
      return one > two
    })
    return { matched, one }
  }
  return [match([b, 'x', {}, [], { x: b }][a]), match({ a })]`,
  'the last of several guards that became one': `  const known = []
  const note = (name, from, to) => {
    if (b < from) {
      throw seen
    }
    known.push(name)
    known.push(to)
    if (b <= from + to) {
      throw seen
    }
  }
  try { note('x', a, 1) } catch (error) { known.push(error) }
  note('y', a, 0)
  return known`,
  'a loop without a test': `  let i = a
  const next = () => {
    while (true) {
      const one = i++
      if (one > 4) {
        return one
      }
      if (one === b) {
        break
      } else {
        seen.push(one)
      }
    }
    return i
  }
  return [next(), next()]`,
  'what waits': `  if (a === 3) return a
  const value = await (b > 1 ? Promise.resolve(b) : b)
  if (value !== 0) {
    await Promise.resolve()
    seen.push(value)
    if (value > 2) return value
  }
  seen.push(6)
  return a ?? value`,
  'guards that throw': `  if (a === 5) throw new Error('five')
  if (b === 3) {
    seen.push(3)
    throw new TypeError('three')
  }
  try {
    if (a === 4) throw new RangeError(String(b))
    seen.push(a)
  } catch (error) {
    if (b === 0) return error
    seen.push(error.message)
  } finally {
    seen.push('end')
  }
  return seen.length > 4 ? a : b`,
  'a guard that calls what always throws': `  function fail(what) {
    if (what.length > 9) throw new TypeError(what)
    throw new Error(what)
  }
  if (a === 0) return seen
  if (b > 2) fail('much')
  const text = [1, 2, 3][a]
  if (!text) {
    fail('no text at all')
  }
  seen.push(text)`,
  'a loop that goes on behind a short jump': `  const known = {}
  for (const key of [a, b, a]) {
    if (known[key]) continue
    known[key] = true
    const text = String(key)
    if (typeof text === 'string') {
      if (text !== '2') seen.push(text)
    }
  }`,
  'logical operators': `  const c = a && b && seen
  const d = a || b || c
  const e = c?.length ?? d
  if ((a > 2 && b > 1) || (a === 0 && !b)) seen.push(e)
  if (!(a > 1) || !(b > 1)) {
    seen.push(d)
    seen.push(c)
  } else seen.push(a)
  return typeof d === 'number' && d > 2`,
  callbacks: `  const list = [1, 2, 3].map((n) => {
    if (n > a) return n
    return n * b
  })
  const total = list.reduce((sum, n) => sum + n, 0)
  list.forEach(function (n) {
    if (n === 0) return
    seen.push(n)
  })
  const pick = (n) => (n > 2 ? 'big' : 'small')
  return list.filter((n) => n > 2 && n < 9).map(pick).join() + total`,
  'a class': `  class Point {
    x = a
    static origin = b
    #hidden = 1
    constructor(y = 2) {
      if (y > 1) this.y = y
      else this.y = -y
    }
    get size() {
      return this.#hidden > 0 ? this.x : 0
    }
    move(by) {
      if (!by) return this
      this.x += by
      return this
    }
    static of(c) {
      return c ? new Point(c) : new Point()
    }
  }
  const point = Point.of(b).move(a)
  if (point.size > 4) seen.push(point)`,
  'private methods': `  class Timer {
    #times = 0
    #on = false
    #clear() {
      if (this.#times > 2) this.#times = 0
      this.#on = false
    }
    #stop() {
      if (!this.#on) return
      this.#clear()
    }
    async #wait(n) {
      if (n > 4) return
      this.#on = n > 2
      seen.push(n)
    }
    static #pick(n) {
      return n > 1 && seen
    }
    #start(n) {
      this.#stop()
      this.#times = n
      if (n > 1 || this.#times > 3) {
        return
      }
      this.#wait(n)
    }
    #both() {
      this.#start(a)
      this.#start(b)
    }
    run() {
      this.#both()
      return Timer.#pick(b)
    }
  }
  if (a > 1) seen.push(new Timer().run())`,
  'while and do': `  let n = a
  while (n > 0) {
    n--
    if (n === b) continue
    seen.push(n)
  }
  do {
    n++
    if (n > 2) break
  } while (n < b)
  for (const key in { x: 1, y: 2 }) if (key === 'x' && a) seen.push(key)
  for (const item of [1, 2]) {
    if (item > b) break
  }`,
  'a while behind what became a part of it': `  let i = 0
  while (i < b) {
    const s = a + i
    if (s < 2) seen[i++] = s
    else {
      let c = 0
      let n = 0
      if (s === 2) (n = 3 + b), (c = 1)
      else if (s === 3) (n = 2), (c = a)
      else if (s === 4) n = 1
      while (n--) seen[i++] = c
      i++
    }
  }`,
  'defaults and patterns': `  const pick = ({ c = 1, d: { e = c + 1 } = {} } = {}, [g = e, ...rest] = []) => {
    if (rest.length > 0) return rest
    return c + e + g
  }
  if (a > 3) return pick()
  if (b > 1) return pick({ c: a, d: { e: b } }, [1, 2])
  return pick({ c: 0 })`,
  'awaits behind templates and patterns that look like comments': `  if (a === 2) return b
  const comment = \`\${a}/*\`
  b ? seen.push(1) : seen.push(2); await comment
  seen.push(comment)
  if (a > 4) return a
  b ? seen.push(3) : seen.push(4); const address = await \`http://\${a}\`
  seen.push(address)
  if (a === 3) return b
  b ? seen.push(5) : seen.push(6); const quote = await \`it's\`
  seen.push(quote)
  if (a === 1) return b
  b ? seen.push(7) : seen.push(8); const pattern = await /'/
  seen.push(pattern) /* the end */`,
  'clauses behind templates and patterns that look like strings': `  try {
    if (a === 2) throw \`catch {\`
    seen.push(/['"]/, \`}
    catch { \${a} \`)
    seen.push(a)
  } catch (error) {
    seen.push(error)
  }
  for (let i = a, text = \`)\${b}'\`; i < 3; i++) if (text.length > i) seen.push(i)
  for (const pattern of [/[(]/, /'/]) if (b && pattern) seen.push(pattern)`,
  generators: `  function* count(to) {
    for (let i = 0; i < to; i++) {
      if (i === 2) continue
      yield i
    }
    if (to > 3) yield -1
    return to
  }
  for (const n of count(a)) {
    if (n === b) return n
    seen.push(n)
  }`,
}

test.for(withEachMinifier(programs))('$tool: counts $name', async ({ tool, body }) => {
  const source = around(body)
  const { source: wanted, built } = await countBoth(source, await minifiers[tool]!(source))
  expect(built).toEqual(wanted)
})

// V8 (Node 20–26) has no range behind the last `yield` of an operand.
const { generators: _, ...exact } = programs

test.for(Object.entries(exact))('esbuild: counts %s, with provider istanbul', async ([, body]) => {
  const source = around(body)
  const { source: wanted, built } = await countBoth(source, await minifiers.esbuild!(source), 'istanbul')
  expect(built).toEqual(wanted)
})

const older = `const seen = []
class Counter {
  #count = 0
  #add(by) {
    if (by > 2) return this.#reset()
    this.#count += by
  }
  #reset() {
    this.#count = 0
  }
  get count() {
    return this.#count
  }
  add(by) {
    this.#add(by)
    return this
  }
}
const one = {
  get next() {
    return seen?.length ?? 0
  },
  add: function (n) {
    if (n > 1) seen.push(n)
    return this.next
  },
}
async function run() {
  for (let n = 0; n < 5; n++) {
    const counter = new Counter().add(n).add(1)
    seen.push(counter.count, one.add(n), (await one.next) || n)
  }
}
`

/** Compilers with a target that has no private methods. */
const compilers: Record<string, (source: string) => Promise<Built>> = {
  esbuild: source => transform(source, { target: 'es2020', sourcemap: 'external', sourcefile: 'source.js' }),
  typescript: async source => {
    const { outputText, sourceMapText } = typescript.transpileModule(source, {
      compilerOptions: { target: typescript.ScriptTarget.ES2017, sourceMap: true },
      fileName: 'source.js',
    })
    return { code: outputText, map: sourceMapText! }
  },
}

test.for(Object.keys(compilers))('%s: counts private methods for an older target', async tool => {
  const { source: wanted, built } = await countBoth(older, await compilers[tool]!(older))
  expect(built).toEqual(wanted)
})

test('nothing that ran shows 0 where a minifier left no trace of which way was taken', async () => {
  const source = around(`  if (!Number.isInteger(a)) return false
  if (a > 3) return false
  return true`)
  const { built } = await countBoth(source, await minifiers.esbuild!(source))
  const [first, second] = Object.entries(built).filter(([key]) => /^statement \S+ return false/.test(key))
  const last = Object.entries(built).find(([key]) => /^statement \S+ return true/.test(key))!
  expect([first![1], second![1], last[1]]).toEqual([0, expect.any(Number), expect.any(Number)])
  expect(Math.min(second![1], last[1])).toBeGreaterThan(0)
})
