import { apply, bufferFrom, toHex } from '../node/primordials.ts'

/** A prime of 64 bits, and half of it too (rounded down): texts that differ by two swapped parts have different remainders. */
const prime = BigInt('0xa9669478ee28860b')
const { toString: toDigits } = BigInt.prototype
/** Bytes that are divided at once. */
const chunk = 4096

/**
 * Name for a text, of up to 64 bits: the remainder of its bytes as one large number. Not `node:crypto`, whose loading alone costs a
 * child 1.4 to 10 ms (Node 20 to 26); nobody attacks this one, it only has to tell the texts of one run apart. And no loop over the
 * bytes: V8 has not compiled it when a child ends, and 43 kB took 1 to 2 ms. What divides large numbers is V8's own code.
 */
export function hashText(text: string): string {
  const bytes = bufferFrom(text)
  let rest = BigInt(bytes.length)
  for (let i = 0; i < bytes.length; i += chunk) {
    rest = BigInt(`0x${apply(toDigits, rest, [16])}${toHex(bytes, i, i + chunk)}`) % prime
  }
  return apply(toDigits, rest, [36])
}
