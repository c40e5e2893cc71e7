import type { ProcessInfo } from '../../contract/process-info.ts'

/** Most strings that are remembered. */
const mostKnown = 10_000

/** Keeps equal strings, and equal lists of strings, of many processes once in memory. */
export class SharedStrings {
  readonly #known = new Map<string, string>()
  readonly #lists = new Map<string, string[]>()

  /** Replaces the strings of a process by equal ones of other processes. */
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
