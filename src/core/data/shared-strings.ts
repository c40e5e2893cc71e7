import type { ProcessInfo } from '../../contract/process-info.ts'

/** How many different texts are remembered. */
const mostKnown = 10_000

/** Makes texts, and lists of them, that many processes have in common one in memory. */
export class SharedStrings {
  readonly #known = new Map<string, string>()
  readonly #lists = new Map<string, string[]>()

  /** Lets the texts of a process be those of others. */
  share(info: ProcessInfo): void {
    info.argv = this.#findList(info.argv)
    info.execArgv = this.#findList(info.execArgv)
    info.cwd = this.#find(info.cwd)
    info.context = this.#find(info.context)
    info.node = this.#find(info.node)
  }

  #findList(texts: string[]): string[] {
    const key = texts.join('\0')
    const known = this.#lists.get(key)
    if (known?.length === texts.length) return known
    if (this.#lists.size >= mostKnown) this.#lists.clear()
    const list = texts.map(this.#find)
    this.#lists.set(key, list)
    return list
  }

  readonly #find = (text: string): string => {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(text, text)
    return text
  }
}
