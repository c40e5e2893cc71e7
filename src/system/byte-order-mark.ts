/** A file's text as V8 runs it and as offsets count: without a byte order mark. */
export function removeMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
