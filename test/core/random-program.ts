/** A source with types, and the same text with blanks where they stand, as Node strips them. */
export interface RandomProgram {
  typed: string
  stripped: string
}

/** Writes a program of functions, classes, loops and choices; the same one for the same seed. It hands `run` to `globalThis`. */
export function writeProgram(seed: number): RandomProgram {
  const random = createRandom(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const type = (text: string) => `«${text}»`
  const names: string[] = []
  let next = 0

  // A compiler works out what is constant.
  const variable = () => pick(['a', 'b'])
  const value = (depth: number): string =>
    depth <= 0
      ? pick(['a', 'b', '1', '2', '0'])
      : pick([
          () => value(0),
          () => `${value(depth - 1)} + ${value(depth - 1)}`,
          () => `(${variable()} > ${value(0)} ? ${value(depth - 1)} : ${value(0)})`,
          () => `(${variable()} || ${value(depth - 1)})`,
          () => `(${variable()} && ${value(depth - 1)})`,
          () => `[a, b].map(n => n * ${value(0)}).length`,
          () => (names.length > 0 ? `${pick(names)}(${value(0)}, ${value(0)})` : value(0)),
          () => `(${value(0)}${type(' as number')})`,
          () => ['`', '{a}-', '{b}`.length'].join('$'),
        ])()

  const statement = (indent: string, depth: number, isInLoop: boolean): string => {
    const block = (inner: number, isLoop = isInLoop) =>
      `{\n${statements(`${indent}  `, inner, isLoop)}${indent}}`
    const plain = [
      () => `${indent}sum += ${value(2)}\n`,
      () => `${indent}const v${next++}${type(': number')} = ${value(2)}\n`,
      () => `${indent}if (${variable()} + ${value(1)} === ${value(0)}) return ${value(1)}\n`,
      () =>
        isInLoop
          ? `${indent}if (${variable()} > 1) ${pick(['break', 'continue'])}\n`
          : `${indent}seen.push(${value(1)})\n`,
    ]
    if (depth <= 0) return pick(plain)()
    return pick([
      ...plain,
      () => `${indent}if (${variable()} + ${value(1)} > ${value(0)}) ${block(depth - 1)}\n`,
      () =>
        `${indent}if (${variable()} + ${value(1)} > ${value(0)}) ${block(depth - 1)} else ${block(depth - 1)}\n`,
      () => `${indent}for (let i = 0; i < 3; i++) ${block(depth - 1, true)}\n`,
      () => `${indent}for (const n of [a, b]) ${block(depth - 1, true)}\n`,
      () => `${indent}try ${block(depth - 1)} catch (error) {\n${indent}  seen.push(1)\n${indent}}\n`,
      () =>
        `${indent}switch (${variable()}) {\n${indent}  case 1:\n${statements(`${indent}    `, 0, false)}${indent}    break\n${indent}  default:\n${statements(`${indent}    `, 0, false)}${indent}}\n`,
    ])()
  }
  const statements = (indent: string, depth: number, isInLoop: boolean): string =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => statement(indent, depth, isInLoop)).join('')

  const fn = (): string => {
    const name = `f${next++}`
    const body = `  let sum = 0\n${statements('  ', 2, false)}  return sum\n`
    const text = pick([
      () => `function ${name}(a${type(': number')}, b${type('?: number')})${type(': number')} {\n${body}}\n`,
      () => `const ${name} = (a${type(': number')}, b${type(': number')})${type(': any')} => ${value(2)}\n`,
      () => `const ${name} = (a, b) => {\n${body}}\n`,
    ])()
    names.push(name)
    return text
  }
  const method = (name: string) =>
    `  ${name}(a${type(': number')}, b = 2) {\n    let sum = 0\n${statements('    ', 1, false)}    return sum\n  }\n`
  const body = Array.from({ length: 2 + Math.floor(random() * 4) }, fn).join(pick(['', '\n', '// more\n']))
  const className = `C${next++}`
  const marked = `${type('interface Options { name?: string; items: { a: number }[] }')}
const seen${type(': any[]')} = []
${body}class ${className}${type('<T>')} {
  count = 1
${method('first')}${method('second')}}
globalThis.run = () => {
  for (const a of [0, 1, 2, 3]) for (const b of [0, 1, 2]) {
    ${names.map(name => `${name}(a, b)`).join('; ')}
    if (a > b) new ${className}().first(a, b)
  }
}
`
  return {
    typed: marked.replaceAll(/[«»]/g, ''),
    stripped: marked.replaceAll(/«([^»]*)»/g, (_, inner: string) => inner.replaceAll(/./g, ' ')),
  }
}

/** Numbers from 0 to below 1 (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
