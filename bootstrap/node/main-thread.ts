/** Whether this is the main thread. In other threads Node (12 to 26) marks functions that they may not call as `disabled`. */
export const isMainThread = !('disabled' in process.chdir)
