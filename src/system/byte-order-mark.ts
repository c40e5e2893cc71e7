/** Removes the byte order mark from a file's text. V8 runs the text without it, and V8's offsets do not count it. */
export function removeMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
