type Later = typeof import('./later.ts')

/** The build makes this function, with the whole of later.ts as its body. */
declare function makeLater(): Later

let later: Later | undefined

/** The part of the bootstrap that few processes need. Its text is in memory from the start: nothing is read from disk. */
export function loadLater(): Later {
  later ??= makeLater()
  return later
}
