import type { ProcessInfo } from '../contract/process-info.ts'

/** How many different texts are remembered. */
const mostKnown = 10_000

/** Makes texts that many processes have in common one text in memory. */
export class SharedStrings {
  readonly #known = new Map<string, string>()

  /** The same process, whose texts are shared with others. */
  share(info: ProcessInfo): ProcessInfo {
    return {
      ...info,
      argv: info.argv?.map(this.#find) ?? [],
      execArgv: info.execArgv?.map(this.#find) ?? [],
      cwd: this.#find(info.cwd),
      context: this.#find(info.context),
      node: this.#find(info.node),
    }
  }

  readonly #find = (text: string): string => {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(text, text)
    return text
  }
}
