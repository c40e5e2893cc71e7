/** Codes of the combine step's warnings; docs/messages.md explains each. */
export type WarningCode =
  /** A data file is truncated, foreign or of another format version: it is kept on disk, all others are combined. */
  | 'unreadable-data'
  /** A script file was changed between the run and the combine step, so its offsets say nothing any more. */
  | 'source-changed'
  /** A file differs from the file that a process ran, on another machine or earlier: its counts would stand in wrong places. */
  | 'other-version'
  /** The text that V8 ran is neither in the data folder nor on disk. */
  | 'missing-text'
  /** A source map holds another text than the file of that name: an outdated build, or one of a text that a loader compiled without a map. */
  | 'source-differs'
  /** A source map holds lines without columns, and a compiler changed the text: counts within a line may be those of another part. */
  | 'coarse-map'
  /** A loader compiled a file without a source map, and the compiled text could not be matched with the file. */
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
    '1 file differs from the file that a process ran, and is left out',
    '# files differ from the files that processes ran, and are left out',
  ],
  'source-differs': [
    '1 source differs from the text in the source map of a build, and is not counted in that build',
    '# sources differ from the texts in the source maps of a build, and are not counted in that build',
  ],
  'coarse-map': [
    '1 file may have wrong counts: its source map holds lines without columns',
    '# files may have wrong counts: their source maps hold lines without columns',
  ],
  'compiled-without-map': [
    '1 file was compiled without a source map, and the compiled text is not counted',
    '# files were compiled without source maps, and the compiled texts are not counted',
  ],
  'missing-text': [
    'the text of 1 script is neither on disk nor in the data folder',
    'the texts of # scripts are neither on disk nor in the data folder',
  ],
  'own-structure': [
    'the structure of 1 file could not be read, and the file is counted with the statements of the text that ran',
    'the structures of # files could not be read, and the files are counted with the statements of the texts that ran',
  ],
  'unmapped-script': [
    '1 script could not be mapped to a source file, and is not counted',
    '# scripts could not be mapped to source files, and are not counted',
  ],
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
      const [one, several] = messages[code]
      const cases = details.length === 1 ? one : several.replace('#', String(details.length))
      return { code, message: `${cases} (${code})`, details }
    })
  }
}
