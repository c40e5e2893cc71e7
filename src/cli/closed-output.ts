/** Lets the reader of stdout close it early, as `head` does: what is still printed goes nowhere. */
export function ignoreClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
