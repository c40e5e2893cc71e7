/** Whether this is Windows. Each build of the bootstrap has a constant here, and holds nothing of the other system (scripts/build-bootstrap.mjs). */
export const isWindows = process.platform === 'win32'
