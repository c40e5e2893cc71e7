/** Whether a code of `fs` says that no more files can be opened. */
export function isAboutDescriptors(code: string | undefined): boolean {
  return code === 'EMFILE' || code === 'ENFILE'
}

/** Whether an error of `fs` says that descriptors or disk space ran out: a later attempt may succeed. */
export function isShortage(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return isAboutDescriptors(code) || code === 'ENOSPC' || code === 'EDQUOT'
}
