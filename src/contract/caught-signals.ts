/**
 * Deadly signals that a child catches when another process sends them, and that `covtree run` passes on. Not among them: signals of a fault
 * (the process is in no state to run a handler), SIGABRT (`abort()` in native code) and SIGPROF (V8's sampling profiler).
 */
export const caughtSignals = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGXCPU',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGBREAK',
] as const
