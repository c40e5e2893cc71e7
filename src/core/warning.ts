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

const messages: Record<WarningCode, (count: number) => string> = {
  'unreadable-data': n => `${n} data file${n === 1 ? '' : 's'} could not be read`,
  'source-changed': n =>
    `${n} script${n === 1 ? ' was' : 's were'} changed after a process ran ${n === 1 ? 'it' : 'them'}`,
  'other-version': n =>
    `${n} file${n === 1 ? ' is' : 's are'} not the same here as where ${n === 1 ? 'it' : 'they'} ran`,
  'source-differs': n =>
    `${n} source${n === 1 ? '' : 's'} of built scripts ${n === 1 ? 'is' : 'are'} not what ${n === 1 ? 'its' : 'their'} source maps say, and ${n === 1 ? 'was' : 'were'} not counted there`,
  'missing-text': n => `the text of ${n} script${n === 1 ? '' : 's'} is gone`,
  'own-structure': n =>
    `${n} file${n === 1 ? '' : 's'} could not be read by the coverage provider, and ${n === 1 ? 'is' : 'are'} counted as ${n === 1 ? 'it' : 'they'} ran`,
  'unmapped-script': n =>
    `${n} script${n === 1 ? '' : 's'} could not be traced back to ${n === 1 ? 'its' : 'their'} source`,
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
      return { code, message: `${messages[code](details.length)} (${code})`, details }
    })
  }
}
