// Exercises much of zod, deterministically: every schema below meets every input, and no error ends the run.
import * as z from './src/index.js'
import * as mini from './src/mini/index.js'
import * as z3 from './src/v3/index.js'

type Parser = { safeParse(value: unknown): unknown; safeParseAsync?(value: unknown): Promise<unknown> }

function attempt<T>(work: () => T): T | undefined {
  try {
    const result = work()
    // A promise schema hands its promise on; nobody waits for it here.
    const data = (result as { data?: unknown } | undefined)?.data
    for (const value of [result, data]) if (value instanceof Promise) value.catch(() => undefined)
    return result
  } catch {
    return undefined
  }
}

function* inputs(): Generator<unknown> {
  yield* [
    undefined,
    null,
    true,
    false,
    0,
    -1,
    1,
    1.5,
    42,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 60,
    10n,
    -3n,
  ]
  yield* [
    '',
    'a',
    'abc',
    'Hello World',
    '42',
    'true',
    'off',
    '  padded ',
    'user@example.org',
    'https://example.org/a?b=c',
  ]
  yield* [
    '2024-02-29',
    '2023-02-29',
    '2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00+02:00',
    '12:30:15',
    'P1Y2M3DT4H',
    '127.0.0.1',
  ]
  yield* [
    '::1',
    '10.0.0.0/8',
    '2001:db8::/32',
    '550e8400-e29b-41d4-a716-446655440000',
    'Zm9vYmFy',
    'Zm9v_-',
    '+49301234567',
  ]
  yield* [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2ln',
    'deadbeef',
    '{"a":1}',
    '{bad',
    'red',
    'green',
    '😀',
    'key-1',
  ]
  yield* [[], [1], ['a', 'b'], [1, 'two', true], [[1, 2], [3]], ['a', 1], [undefined]]
  yield* [
    {},
    { a: 1 },
    { a: 'x', b: 2 },
    { name: 'n', age: 3, tags: ['t'] },
    { name: '', age: -1, extra: true },
    { type: 'a', a: 's' },
  ]
  yield* [
    { type: 'b', b: 2 },
    { type: 'c' },
    { nested: { deep: { value: 1 } } },
    { id: 1, children: [{ id: 2, children: [] }] },
  ]
  yield* [
    new Date(0),
    new Date(Number.NaN),
    new Map<unknown, unknown>([
      ['a', 1],
      [1, 'b'],
    ]),
    new Set<unknown>([1, 2, 'x']),
    Symbol.for('s'),
  ]
  yield* [
    () => 1,
    Promise.resolve(5),
    new Uint8Array(3),
    new Error('e'),
    /r/,
    new (class Thing {})(),
    Object.create(null),
  ]
}

function schemas4(): Record<string, Parser> {
  const Node: z.ZodType = z.object({
    id: z.number(),
    get children() {
      return z.array(Node)
    },
  })
  const base = z.object({
    name: z.string().min(1),
    age: z.number().int().nonnegative(),
    tags: z.array(z.string()).optional(),
  })
  const made: Record<string, () => Parser> = {
    string: () => z.string(),
    bounded: () => z.string().min(2).max(5),
    exact: () => z.string().length(3),
    regex: () => z.string().regex(/^a/),
    parts: () => z.string().includes('b').startsWith('a').endsWith('c'),
    cases: () => z.string().lowercase(),
    upper: () => z.string().uppercase(),
    trimmed: () => z.string().trim().toLowerCase().toUpperCase().normalize(),
    email: () => z.email(),
    url: () => z.url(),
    uuid: () => z.uuid(),
    uuid4: () => z.uuidv4(),
    guid: () => z.guid(),
    cuid: () => z.cuid(),
    cuid2: () => z.cuid2(),
    ulid: () => z.ulid(),
    xid: () => z.xid(),
    ksuid: () => z.ksuid(),
    nanoid: () => z.nanoid(),
    ipv4: () => z.ipv4(),
    ipv6: () => z.ipv6(),
    cidr4: () => z.cidrv4(),
    cidr6: () => z.cidrv6(),
    base64: () => z.base64(),
    base64url: () => z.base64url(),
    e164: () => z.e164(),
    jwt: () => z.jwt(),
    emoji: () => z.emoji(),
    hex: () => z.hex(),
    date: () => z.iso.date(),
    time: () => z.iso.time({ precision: 0 }),
    datetime: () => z.iso.datetime({ offset: true }),
    duration: () => z.iso.duration(),
    number: () => z.number(),
    range: () => z.number().gt(0).lt(100).multipleOf(3),
    int: () => z.int(),
    int32: () => z.int32(),
    uint32: () => z.uint32(),
    float32: () => z.float32(),
    positive: () => z.number().positive().finite().safe(),
    negative: () => z.number().negative(),
    bigint: () => z.bigint(),
    bigRange: () => z.bigint().min(1n).max(20n).multipleOf(5n),
    int64: () => z.int64(),
    boolean: () => z.boolean(),
    stringbool: () => z.stringbool(),
    dateType: () => z.date().min(new Date(0)).max(new Date(1e12)),
    symbol: () => z.symbol(),
    undef: () => z.undefined(),
    nil: () => z.null(),
    void: () => z.void(),
    any: () => z.any(),
    unknown: () => z.unknown(),
    never: () => z.never(),
    nan: () => z.nan(),
    literal: () => z.literal(['a', 1, true]),
    enum: () => z.enum(['red', 'green']),
    excluded: () => z.enum(['red', 'green', 'blue']).exclude(['red']),
    nativeEnum: () => z.nativeEnum({ A: 'a', B: 1 }),
    file: () => z.file().min(1).max(10).mime('text/plain'),
    array: () => z.array(z.number()).min(1).max(2).nonempty(),
    tuple: () => z.tuple([z.number(), z.string()]),
    rest: () => z.tuple([z.number()]).rest(z.string()),
    object: () => base,
    strict: () => base.strict(),
    loose: () => base.loose(),
    catchall: () => base.catchall(z.boolean()),
    partial: () => base.partial(),
    required: () => base.partial().required(),
    pick: () => base.pick({ name: true }),
    omit: () => base.omit({ name: true }),
    extend: () => base.extend({ more: z.string().default('m') }),
    merge: () => base.merge(z.object({ b: z.number() })),
    keyof: () => base.keyof(),
    safeExtend: () => base.safeExtend({ age: z.number().max(9) }),
    node: () => Node,
    strictObject: () => z.strictObject({ a: z.number() }),
    looseObject: () => z.looseObject({ a: z.number() }),
    union: () => z.union([z.string(), z.number()]),
    xor: () => z.xor([z.string(), z.email()]),
    discriminated: () =>
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('a'), a: z.string() }),
        z.object({ type: z.literal('b'), b: z.number() }),
      ]),
    intersection: () => z.intersection(z.object({ a: z.number() }), z.object({ b: z.number().optional() })),
    record: () => z.record(z.string(), z.number()),
    enumRecord: () => z.record(z.enum(['a', 'b']), z.unknown()),
    partialRecord: () => z.partialRecord(z.enum(['a', 'b']), z.number()),
    map: () => z.map(z.string(), z.number()),
    set: () => z.set(z.number()).min(1).max(2),
    optional: () => z.string().optional(),
    nullable: () => z.string().nullable(),
    nullish: () => z.number().nullish(),
    default: () => z.number().default(7),
    prefault: () => z.string().prefault('p'),
    catch: () => z.number().catch(0),
    lazy: () => z.lazy(() => z.string()),
    transform: () => z.string().transform(s => s.length),
    refine: () => z.number().refine(n => n > 1, { error: 'small' }),
    check: () =>
      z.string().check(ctx => {
        if (ctx.value.length > 3) ctx.issues.push({ code: 'custom', message: 'long', input: ctx.value })
      }),
    superRefine: () =>
      z.string().superRefine((value, ctx) => {
        for (const [i, c] of [...value].entries())
          if (c === 'b') ctx.addIssue({ code: 'custom', message: `b at ${i}` })
      }),
    pipe: () => z.string().pipe(z.coerce.number()),
    preprocess: () => z.preprocess(v => String(v), z.string().max(4)),
    readonly: () => z.object({ a: z.number() }).readonly(),
    brand: () => z.string().brand<'id'>(),
    promise: () => z.promise(z.number()),
    instance: () => z.instanceof(Error),
    custom: () => z.custom<string>(v => typeof v === 'string'),
    json: () => z.json(),
    template: () => z.templateLiteral(['key-', z.number()]),
    codec: () => z.codec(z.string(), z.number(), { decode: s => Number(s), encode: n => String(n) }),
    coerceString: () => z.coerce.string(),
    coerceNumber: () => z.coerce.number(),
    coerceBoolean: () => z.coerce.boolean(),
    coerceBig: () => z.coerce.bigint(),
    coerceDate: () => z.coerce.date(),
    describe: () => z.string().describe('text').meta({ title: 'T' }),
    overwrite: () => z.string().overwrite(s => s.trim()),
    property: () => z.array(z.any()).check(z.property('length', z.number().max(1))),
    nonoptional: () => z.string().optional().nonoptional(),
    unwrap: () => z.string().optional().unwrap(),
    success: () => z.success(z.string()),
    or: () => z.string().or(z.number()).and(z.any()),
  }
  return Object.fromEntries(
    Object.entries(made).flatMap(([name, make]) => {
      const s = attempt(make)
      return s ? [[name, s]] : []
    }),
  )
}

function schemas3(): Record<string, Parser> {
  const base = z3.object({
    name: z3.string().min(1),
    age: z3.number().int().nonnegative(),
    tags: z3.array(z3.string()).optional(),
  })
  const tree: z3.ZodTypeAny = z3.lazy(() => z3.object({ id: z3.number(), children: z3.array(tree) }))
  return {
    string: z3.string().min(1).max(12).trim(),
    email: z3.string().email(),
    url: z3.string().url(),
    uuid: z3.string().uuid(),
    datetime: z3.string().datetime({ offset: true }),
    ip: z3.string().ip(),
    base64: z3.string().base64(),
    jwt: z3.string().jwt(),
    cidr: z3.string().cidr(),
    number: z3.number().gt(0).lte(50).multipleOf(0.5).finite(),
    bigint: z3.bigint().gt(1n).multipleOf(5n),
    boolean: z3.boolean(),
    date: z3.date().min(new Date(0)),
    object: base,
    strict: base.strict(),
    passthrough: base.passthrough(),
    catchall: base.catchall(z3.any()),
    partial: base.partial(),
    deep: base.deepPartial(),
    required: base.partial().required(),
    pick: base.pick({ name: true }),
    omit: base.omit({ age: true }),
    extend: base.extend({ x: z3.null() }),
    array: z3.array(z3.number()).nonempty().max(2),
    tuple: z3.tuple([z3.number()]).rest(z3.string()),
    union: z3.union([z3.string(), z3.object({ a: z3.number() })]),
    discriminated: z3.discriminatedUnion('type', [
      z3.object({ type: z3.literal('a'), a: z3.string() }),
      z3.object({ type: z3.literal('b'), b: z3.number() }),
    ]),
    intersection: z3.intersection(z3.object({ a: z3.number() }), z3.object({ b: z3.number().optional() })),
    record: z3.record(z3.number()),
    map: z3.map(z3.string(), z3.number()),
    set: z3.set(z3.number()).min(2),
    fn: z3.function().args(z3.string()).returns(z3.number()),
    lazy: tree,
    literal: z3.literal('a'),
    enum: z3.enum(['red', 'green']),
    native: z3.nativeEnum({ A: 'a', B: 1 }),
    promise: z3.promise(z3.number()),
    refine: z3.string().refine(s => s.length > 2, 'short'),
    superRefine: z3.string().superRefine((s, ctx) => {
      if (s.includes('b')) ctx.addIssue({ code: 'custom', message: 'b', fatal: true })
    }),
    transform: z3.string().transform(s => s.length),
    preprocess: z3.preprocess(v => v ?? 'none', z3.string()),
    optional: z3.string().optional(),
    nullable: z3.string().nullable(),
    nullish: z3.string().nullish(),
    default: z3.string().default('d'),
    catch: z3.number().catch(1),
    brand: z3.string().brand(),
    readonly: z3.array(z3.string()).readonly(),
    pipe: z3.string().pipe(z3.coerce.number()),
    coerce: z3.coerce.boolean(),
    never: z3.never(),
    unknown: z3.unknown(),
    nan: z3.nan(),
    symbol: z3.symbol(),
    void: z3.void(),
    instance: z3.instanceof(Error),
    custom: z3.custom(v => v === 1),
  }
}

function schemasMini(): Record<string, Parser> {
  return {
    string: mini.string().check(mini.minLength(2), mini.maxLength(9), mini.trim()),
    email: mini.email(),
    number: mini.number().check(mini.gt(0), mini.multipleOf(2)),
    object: mini.object({ a: mini.optional(mini.number()), b: mini.nullable(mini.string()) }),
    strict: mini.strictObject({ a: mini.number() }),
    extend: mini.extend(mini.object({ a: mini.number() }), { b: mini.string() }),
    partial: mini.partial(mini.object({ a: mini.number() })),
    array: mini.array(mini.union([mini.string(), mini.number()])),
    record: mini.record(mini.string(), mini.any()),
    tuple: mini.tuple([mini.number()], mini.string()),
    map: mini.map(mini.string(), mini.number()),
    set: mini.set(mini.any()),
    enum: mini.enum(['red']),
    literal: mini.literal(1),
    transform: mini.pipe(
      mini.string(),
      mini.transform(s => s.length),
    ),
    default: mini._default(mini.string(), 'x'),
    catch: mini.catch(mini.number(), 3),
    lazy: mini.lazy(() => mini.string()),
    refine: mini.string().check(mini.refine(s => s.length > 3)),
    iso: mini.iso.date(),
    coerce: mini.coerce.number(),
  }
}

function describeErrors(result: unknown): void {
  const error = (result as { error?: z.ZodError }).error
  if (!error) return
  attempt(() => z.prettifyError(error))
  attempt(() => z.treeifyError(error))
  attempt(() => z.formatError(error))
  attempt(() => z.flattenError(error))
  attempt(() => (error as unknown as z3.ZodError).format?.())
  attempt(() => (error as unknown as z3.ZodError).flatten?.())
  attempt(() => String(error.message))
}

/** Runs everything; returns how many parses succeeded. */
export async function run(): Promise<number> {
  let succeeded = 0
  const sets = [schemas4(), schemas3(), schemasMini()]
  for (const [index, set] of sets.entries()) {
    for (const schema of Object.values(set)) {
      let step = 0
      for (const input of inputs()) {
        const result = attempt(() => schema.safeParse(input))
        if ((result as { success?: boolean } | undefined)?.success) succeeded++
        else if (result && step++ % 5 === index) describeErrors(result)
        if (step % 7 === 3 && schema.safeParseAsync) {
          const later = await attempt(() => schema.safeParseAsync!(input))?.catch(() => undefined)
          attempt(() => later)
        }
      }
    }
  }
  for (const [name, schema] of Object.entries(sets[0]!) as [string, z.ZodType][]) {
    for (const io of ['input', 'output'] as const) {
      for (const target of ['draft-2020-12', 'draft-7', 'openapi-3.0'] as const) {
        const json = attempt(() =>
          z.toJSONSchema(schema, { io, target, unrepresentable: name.length % 2 ? 'any' : 'throw' }),
        )
        if (json) attempt(() => z.fromJSONSchema(json as never).safeParse('x'))
      }
    }
    attempt(() => z.deepPartial(schema as never))
    attempt(() => z.input(schema))
    attempt(() => z.output(schema))
    attempt(() => schema.encode('1' as never))
    attempt(() => schema.decode('1' as never))
    attempt(() => {
      const fast = z.compile(schema) as unknown as Parser
      for (const input of inputs()) attempt(() => fast.safeParse(input))
    })
    attempt(() => schema.isOptional())
    attempt(() => schema.clone())
    attempt(() => schema.parse(1))
    attempt(() => schema['~standard'].validate('a'))
  }
  for (const make of Object.values(z.locales) as (() => Parameters<typeof z.config>[0])[]) {
    attempt(() => z.config(make()))
    for (const schema of [
      z.string().min(3),
      z.number().int(),
      z.array(z.any()).max(1),
      z.email(),
      z.strictObject({}),
      z.union([z.string(), z.nan()]),
      z.enum(['q']),
      z.literal('l'),
      z.map(z.string(), z.any()),
    ]) {
      for (const input of ['x', -0.5, [1, 2], { k: 1 }, null, new Map([[1, 2]])])
        describeErrors(attempt(() => schema.safeParse(input)) ?? {})
    }
  }
  z.config(z.locales.en())
  const registry = z.registry<{ note: string }>()
  registry.add(z.string(), { note: 'n' })
  attempt(() => z.toJSONSchema(z.globalRegistry))
  attempt(() => z.config({ jitless: true }))
  for (const input of inputs())
    attempt(() => z.object({ a: z.number(), b: z.string().optional() }).safeParse(input))
  await import('./src/compile.js')
  for (const schema of Object.values(schemas4()))
    for (const input of inputs())
      if ((attempt(() => schema.safeParse(input)) as { success?: boolean })?.success) succeeded++
  return succeeded
}
