import { bufferFrom, imul } from '../node/primordials.ts'

const prime = 0x9e3779b1

/**
 * Name for a text: 2 × 32 bits in base 36. Not `node:crypto`, whose loading alone costs a child 1.4 to 10 ms (Node 20 to 26); nobody
 * attacks this one, it only has to tell the texts of one run apart. Word by word, for V8 has not compiled it when a child ends.
 */
export function hashText(text: string): string {
  const bytes = bufferFrom(text)
  // Small buffers lie in Node's pool, each at a multiple of 8.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  const count = words.length
  // Each step leads two states to two others: texts of one length that differ in one word alone never meet.
  let first = bytes.length
  let second = 0
  for (let i = 0; i < count; i++) {
    first = imul(first ^ words[i]!, prime)
    first = (first << 15) | (first >>> 17)
    second = ((second << 5) - second + first) | 0
  }
  for (let i = 4 * count; i < bytes.length; i++) {
    first = imul(first ^ bytes[i]!, prime)
    first = (first << 15) | (first >>> 17)
    second = ((second << 5) - second + first) | 0
  }
  return (first >>> 0).toString(36) + (second >>> 0).toString(36)
}
