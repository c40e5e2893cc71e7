/** A text without a byte order mark: as Node hands an ES module to V8, and as source maps and structures count columns. */
export function removeMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
