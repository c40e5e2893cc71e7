/**
 * How covtree/embed finds the bootstrap: `emit`, read from process's prototype on this text as its receiver, is an {@link EmbedApi}
 * where the bootstrap counts, and Node's own function everywhere else. No copy, bundle or path of the package matters.
 */
export const embedKey = 'covtree embed 1'

/** What the bootstrap does for the program. */
export interface EmbedApi {
  flush(): boolean
  flushOnSignal(signal: NodeJS.Signals): void
}
