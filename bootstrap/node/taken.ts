// What the part of the bootstrap that is made later (later.ts) uses of Node, taken before the program starts.
export const { cwd: readFolder, execPath: ownFile, getuid, geteuid, listenerCount } = process
export const isElectron = 'electron' in process.versions
export const setTimer = setTimeout
export const clone = globalThis.structuredClone
