/**
 * covtree/embed reads `emit` from process's prototype with this text as the receiver. In a process that is counted it gets an {@link EmbedApi},
 * anywhere else Node's own function. So any copy or bundle of covtree/embed works.
 */
export const embedKey = 'covtree embed 1'

/** The bootstrap's functions for the program. */
export interface EmbedApi {
  flush(): boolean
  flushOnSignal(signal: NodeJS.Signals): void
}
