/** Lets the reader of stdout close it early, as `head` does: the rest of the output is dropped. */
export function ignoreClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}
