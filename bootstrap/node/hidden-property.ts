/** Reads a property that Node names by a symbol with this description; undefined if there is none. */
export function readHidden<T>(owner: object, name: string): T | undefined {
  const symbols = Object.getOwnPropertySymbols(owner)
  // No iterator: it may run inside a call of the program, which may have changed that of arrays.
  for (let i = 0; i < symbols.length; i++)
    if (symbols[i]!.description === name) return (owner as Record<symbol, T>)[symbols[i]!]
  return undefined
}
