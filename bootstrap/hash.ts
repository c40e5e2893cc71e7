/**
 * Name for a text: 2 × 53 bits of the cyrb53 mix, base 36. Not `node:crypto`, whose loading alone costs a child 1.4 to 10 ms
 * (Node 20 to 26); nobody attacks this one, it only has to tell the texts of one run apart.
 */
export function hashText(text: string): string {
  return mix(text, 0).toString(36) + mix(text, 0x9e3779b9).toString(36)
}

function mix(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}
