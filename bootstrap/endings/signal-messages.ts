/** Messages to the main thread. */
export type ToMain =
  | { kind: 'ready' }
  | { kind: 'signal'; signalNumber: number }
  | { kind: 'checkpoint'; number: number }
/** Messages to the signal thread. */
export type ToSignalThread = { kind: 'let-go'; signalNumber: number } | { kind: 'end' }
