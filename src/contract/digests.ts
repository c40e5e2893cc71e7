import type { ScriptInfo } from './data-file.ts'

/**
 * Name of the file in `texts/` that holds the digests of scripts that are on disk, one a line. A file may be written again before the report,
 * with the same bytes: then its digest tells that it is still the text that ran.
 */
export const digestsName = 'digests'

/** The beginning of the line about one state of a file. */
export function digestKey(url: string, { size, mtimeMs }: NonNullable<ScriptInfo['disk']>): string {
  return `${size} ${mtimeMs} ${JSON.stringify(url)} `
}

/** The digest that stands behind a key, if any. */
export function findDigest(digests: string, key: string): string | undefined {
  const at = digests.indexOf(`\n${key}`)
  const end = at === -1 ? -1 : digests.indexOf('\n', at + 1)
  return end === -1 ? undefined : digests.slice(at + 1 + key.length, end)
}
