/** What the part of the address behind `#` asks for. */
export type Address =
  | { view: 'processes'; process?: string; find?: string }
  | { view: 'files' }
  | { view: 'file'; path: string; line: number }

/** Reads `#process=<id>`, `#find=<words>`, `#files` or `#file=<path>&line=<n>`. */
export function readAddress(hash: string): Address {
  if (hash === '#files') return { view: 'files' }
  const values = new URLSearchParams(hash.slice(1).replaceAll('+', '%2B'))
  const path = values.get('file')
  if (path !== null) return { view: 'file', path, line: Number(values.get('line')) || 0 }
  const process = values.get('process')
  const find = values.get('find')
  return { view: 'processes', ...(process !== null && { process }), ...(find !== null && { find }) }
}
