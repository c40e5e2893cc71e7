/** Kinds of tokens: one character of punctuation is its own code, all others have numbers from 128 on. */
export const tokens = {
  end: 0,
  number: 128,
  string: 129,
  /** A backtick; the rest of the template is read where it is wanted. */
  template: 130,
  privateName: 131,
  arrow: 132,
  ellipsis: 133,
  /** `?.` */
  chain: 134,
  /** `+=` and the like; `=` is its own code. */
  assign: 135,
  /** `++` and `--`. */
  update: 136,
  /** `&&` */
  and: 137,
  /** `||` and `??` */
  or: 138,
  /** What stands between two operands and before none. */
  binary: 139,
  // Words from here on: each may be the name of a property.
  name: 150,
  /** A name in a script, and none in a module. */
  reserved: 151,
  break: 152,
  case: 153,
  catch: 154,
  class: 155,
  const: 156,
  continue: 157,
  debugger: 158,
  default: 159,
  do: 160,
  else: 161,
  export: 162,
  extends: 163,
  finally: 164,
  for: 165,
  function: 166,
  if: 167,
  import: 168,
  in: 169,
  instanceof: 170,
  new: 171,
  return: 172,
  switch: 173,
  throw: 174,
  try: 175,
  /** `typeof`, `void` and `delete`. */
  prefix: 176,
  var: 177,
  while: 178,
  with: 179,
  /** `null`, `this`, `true`, `false` and `super`. */
  value: 180,
} as const

const own = [
  ...['break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'do', 'else', 'export'],
  ...['extends', 'finally', 'for', 'function', 'if', 'import', 'in', 'instanceof', 'new', 'return', 'switch'],
  ...['throw', 'try', 'var', 'while', 'with'],
] as const

/** Words that are no plain names. */
export const words: ReadonlyMap<string, number> = new Map<string, number>([
  ...own.map(word => [word, tokens[word]] as const),
  ...['typeof', 'void', 'delete'].map(word => [word, tokens.prefix] as const),
  ...['null', 'this', 'true', 'false', 'super'].map(word => [word, tokens.value] as const),
  ...['implements', 'interface', 'package', 'private', 'protected', 'public', 'enum'].map(
    word => [word, tokens.reserved] as const,
  ),
  ...['let', 'static', 'yield', 'await'].map(word => [word, tokens.reserved] as const),
])
