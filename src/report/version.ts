import { createRequire } from 'node:module'

/** Version of the installed covtree. Read by its own name: this code may run from any chunk of the build. */
export const covtreeVersion: string = (
  createRequire(import.meta.url)('covtree/package.json') as { version: string }
).version
