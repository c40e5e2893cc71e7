import { fileURLToPath } from 'node:url'

/** The repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
/** All that the bench makes; ignored by git. */
export const work = `${repository}/bench/.work`
