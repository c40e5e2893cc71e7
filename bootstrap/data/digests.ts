import type { ListedScript } from '../../src/contract/data-file.ts'
import { textFile } from '../../src/contract/data-layout.ts'
import { digestKey, digestsName, findDigest } from '../../src/contract/digests.ts'
import { hashBytes } from '../../src/contract/hash.ts'
import { runSafely } from '../node/debug-log.ts'
import { readBytes, readText, statFile } from '../node/primordials.ts'
import { scriptPath } from '../node/script-path.ts'
import { appendLines } from './write-file.ts'

/** The longest file of digests, in characters: it is read by each process that runs a new list of scripts. */
const longest = 1_000_000
/** The largest file that is hashed, in bytes: it takes some 25 ms. */
const largest = 4_000_000
/** What this process has found in the file, or added to it. */
const noted = new Set<string>()

/** Adds the digests of scripts that the parent will read from disk, unless another process has done so. Never throws. */
export function noteDigests(dataFile: string, scripts: readonly ListedScript[]): void {
  runSafely('no digests', () => {
    const path = textFile(dataFile, digestsName)
    let known: string | undefined
    let lines = ''
    for (const script of scripts) {
      const { url, disk, text } = script
      if (!disk || disk.size > largest || text !== undefined) continue
      const key = digestKey(url, disk)
      if (noted.has(key)) continue
      noted.add(key)
      known ??= readKnown(path)
      if (findDigest(known, key) !== undefined) continue
      const digest = readDigest(url, disk)
      if (digest !== undefined) lines += `\n${key}${digest}\n`
    }
    if (lines !== '' && known!.length + lines.length <= longest) appendLines(path, lines)
  })
}

function readKnown(path: string): string {
  try {
    return readText(path)
  } catch {
    // No process has written the file yet.
    return ''
  }
}

/** Undefined if the file has changed since it was looked at. */
function readDigest(url: string, { size, mtimeMs }: NonNullable<ListedScript['disk']>): string | undefined {
  const path = scriptPath(url)!
  const bytes = readBytes(path)
  const stat = statFile(path)
  if (bytes.length !== size || stat?.mtimeMs !== mtimeMs) return undefined
  return hashBytes(Buffer.from(bytes.buffer, 0, bytes.length))
}
