import { fileURLToPath } from 'node:url'

/** The repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
/** The folder of everything that the bench makes; git ignores it. */
export const work = `${repository}/bench/.work`
