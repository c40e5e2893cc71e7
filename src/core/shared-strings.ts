import type { ProcessInfo } from '../contract/process-info.ts'

/** How many different texts are remembered. */
const mostKnown = 10_000

/** Makes texts that many processes have in common one text in memory. */
export class SharedStrings {
  readonly #known = new Map<string, string>()

  /** Lets the texts of a process be those of others. */
  share(info: ProcessInfo): void {
    info.argv = info.argv?.map(this.#find) ?? []
    info.execArgv = info.execArgv?.map(this.#find) ?? []
    info.cwd = this.#find(info.cwd)
    info.context = this.#find(info.context)
    info.node = this.#find(info.node)
  }

  readonly #find = (text: string): string => {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(text, text)
    return text
  }
}
