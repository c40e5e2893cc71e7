/** What the combine step can warn about; docs/messages.md explains each code. */
export type WarningCode =
  /** A data file is truncated, foreign or of another format version: it is kept on disk, all others are combined. */
  | 'unreadable-data'
  /** A script file was changed between the run and the combine step, so its offsets say nothing any more. */
  | 'source-changed'
  /** A file of another machine, or of an earlier time, is not the same here: its counts would stand in wrong places. */
  | 'other-version'
  /** The text that V8 ran is neither in the data folder nor on disk. */
  | 'missing-text'
  /** The source that a source map describes is not the file of that name: an outdated build, or a map of an intermediate step. */
  | 'source-differs'
  /** A source map leads to lines alone, and the text is not the source's own: counts within a line may be those of another part. */
  | 'coarse-map'
  /** A loader ran another text under a file's name, without a source map, and what it made of the file is not sure. */
  | 'compiled-without-map'
  /** A script's text could not be parsed or its source map could not be read. */
  | 'unmapped-script'
  /** The coverage provider failed on a file that only children ran: it is counted in a structure made from the text that ran. */
  | 'own-structure'

/** Something that went wrong without stopping the combine step. */
export interface Warning {
  code: WarningCode
  message: string
  /** The files or scripts it is about, sorted. */
  details: string[]
}

/** One case, and several (`#` is their number). */
const messages: Record<WarningCode, [one: string, several: string]> = {
  'unreadable-data': ['1 data file could not be read', '# data files could not be read'],
  'source-changed': [
    '1 script was changed after a process ran it, and its counts are left out',
    '# scripts were changed after a process ran them, and their counts are left out',
  ],
  'other-version': [
    '1 file is not the same here as where it ran, and is left out',
    '# files are not the same here as where they ran, and are left out',
  ],
  'source-differs': [
    '1 source of built scripts is not what its source map says, and was not counted there',
    '# sources of built scripts are not what their source maps say, and were not counted there',
  ],
  'coarse-map': [
    '1 file may have wrong counts: its source map leads to lines alone',
    '# files may have wrong counts: their source maps lead to lines alone',
  ],
  'compiled-without-map': [
    '1 file was compiled without a source map, and was not counted there',
    '# files were compiled without source maps, and were not counted there',
  ],
  'missing-text': [
    'the text of 1 script is neither on disk nor in the data folder',
    'the texts of # scripts are neither on disk nor in the data folder',
  ],
  'own-structure': [
    '1 file could not be read by the coverage provider, and is counted as it ran',
    '# files could not be read by the coverage provider, and are counted as they ran',
  ],
  'unmapped-script': [
    '1 script could not be mapped to a source file, and is not counted',
    '# scripts could not be mapped to source files, and are not counted',
  ],
}

function describeCases(code: WarningCode, count: number): string {
  const [one, several] = messages[code]
  return count === 1 ? one : several.replace('#', String(count))
}

/** Collects details by code, so that thousands of bad files give one warning. */
export class WarningLog {
  readonly #details = new Map<WarningCode, Set<string>>()

  /** Notes one case. */
  add(code: WarningCode, detail: string): void {
    const details = this.#details.get(code)
    if (details) details.add(detail)
    else this.#details.set(code, new Set([detail]))
  }

  /** One warning per code, sorted by code. */
  list(): Warning[] {
    return [...this.#details.keys()].sort().map(code => {
      const details = [...this.#details.get(code)!].sort()
      return { code, message: `${describeCases(code, details.length)} (${code})`, details }
    })
  }
}
