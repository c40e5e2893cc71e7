import { readBinding } from './binding.ts'

type Signals = typeof import('node:os').constants.signals

/** Numbers of signals by name. `node:os` is loaded only where its binding is not available. */
export const signals: Readonly<Partial<Record<string, number>>> =
  readBinding<{ os: { signals: Signals } }>('constants')?.os.signals ??
  (require('node:os') as typeof import('node:os')).constants.signals
