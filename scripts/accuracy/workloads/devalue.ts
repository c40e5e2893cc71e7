// Exercises a serializer of plain JavaScript: every kind of value, both ways, damaged texts, errors.
import * as devalue from './src/index.js'
import { tryAll } from './try-all.js'

class Custom {
  constructor(readonly n: number) {}
}

function values(): unknown[] {
  const cycle: Record<string, unknown> = { name: 'cycle' }
  cycle.self = cycle
  const shared = { x: 1 }
  const map = new Map<unknown, unknown>([[shared, shared]])
  map.set('map', map)
  const buffer = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer
  return [
    undefined,
    null,
    true,
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1.5,
    10n,
    'text',
    '</script>\u2028\\"\n\ud800',
    new Date(0),
    new Date(Number.NaN),
    /a+/gi,
    Object.assign(new Array(3), { 0: 1, 2: 3 }),
    [[shared], shared],
    cycle,
    map,
    new Set([1, 'a', shared]),
    Object.create(null),
    { __proto__: null, a: 1, 'b-c': 2 },
    Object(1),
    Object('s'),
    Object(false),
    new Uint8Array(buffer),
    new Float32Array(buffer, 4),
    buffer,
    new DataView(buffer),
    new URL('https://example.org/?a=b'),
    new URLSearchParams('a=1&b=2'),
    new Custom(3),
    () => 1,
    Symbol('s'),
    [Symbol('t')],
    { fn: { deep: [() => 1] } },
    new Array(100).fill(7),
    Object.assign(new Array(1000), { 999: 'far' }),
    'a'.repeat(50),
  ]
}

export async function run(): Promise<number> {
  let seen = 0
  const reducers = { Custom: (value: unknown) => value instanceof Custom && [value.n] }
  const revivers = { Custom: ([n]: [number]) => new Custom(n) }
  const replacer = (value: unknown, uneval: (value: unknown) => string) =>
    value instanceof Custom ? `new Custom(${uneval(value.n)})` : undefined
  const all = devalue as Record<string, (...args: unknown[]) => unknown>
  for (const value of values()) {
    seen += tryAll(
      {
        uneval: () => all.uneval!(value),
        replaced: () => all.uneval!(value, replacer),
        plain: () => all.stringify!(value),
        there: () => all.parse!(all.stringify!(value, reducers) as string, revivers),
        back: () => all.unflatten!(JSON.parse(all.stringify!(value, reducers) as string), revivers),
      },
      [() => []],
    )
    if (all.stringifyAsync)
      await (all.stringifyAsync(Promise.resolve(value)) as Promise<unknown>).catch(() => seen++)
  }
  seen += tryAll({ parse: text => all.parse!(text) }, [
    () => ['[1'],
    () => ['[]'],
    () => ['5'],
    () => ['-1'],
    () => ['-9'],
    () => ['[["Date","x"]]'],
    () => ['[["Custom",1],2]'],
    () => ['[["Set",1,2],3,4]'],
    () => ['[["Map",1],2]'],
    () => ['[["null","a",1],2]'],
    () => ['[["RegExp","a","g"]]'],
    () => ['[["BigInt","5"]]'],
    () => ['[["Uint8Array","AQID"]]'],
    () => ['[["ArrayBuffer",1],"AQID"]'],
    () => ['{"a":1}'],
    () => ['[{"__proto__":1},2]'],
    () => ['[[-7,5,0,1],"sparse"]'],
    () => ['[[9]]'],
  ])
  return seen
}
