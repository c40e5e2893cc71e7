/** Messages to the main thread. */
export type ToMain =
  | { kind: 'ready' }
  | { kind: 'signal'; signalNumber: number }
  | { kind: 'checkpoint'; number: number }
  /** Windows: another process asks for the counts; `name` is that of the request. */
  | { kind: 'asked'; name: string }
/** Messages to the signal thread. */
export type ToSignalThread = { kind: 'let-go'; signalNumber: number } | { kind: 'end' }
