/** Whether this is no thread: in threads Node (12 to 26) marks what they may not call. */
export const isMainThread = !('disabled' in process.chdir)
