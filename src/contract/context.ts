/**
 * Under this symbol `process` holds, in a test worker, a function that names what is running now (`test file > suite > test`).
 * Spawn wrapping calls it and hands the answer to the child as `COVTREE_CONTEXT`. On `process`, because that object is the
 * same one inside and outside of Vitest's vm pools.
 */
export const contextSymbol = Symbol.for('covtree.context')

/** Names what is running now; empty if nothing is known. */
export type NameContext = () => string

/** Stands between the parts of a context. */
export const contextSeparator = ' > '
