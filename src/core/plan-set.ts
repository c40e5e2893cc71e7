import { TextBehaviours } from './behaviour.ts'
import type { Counting } from './counter.ts'
import type { ReadScript } from './data-file.ts'
import type { FileSet } from './file-set.ts'
import type { MapPath } from './path-aliases.ts'
import { applyPlan } from './plan.ts'
import { identifyText, loadText } from './script-text.ts'
import { planText } from './text-plan.ts'
import type { WarningLog } from './warning.ts'

/** What plans are made with. */
export interface PlanSettings {
  /** The folder of saved texts. */
  texts: string
  counting: Counting
  mapPath: MapPath
  warnings: WarningLog
}

/** The texts that processes ran, each planned once. */
export class PlanSet {
  readonly #files: FileSet
  readonly #step: () => Promise<void>
  readonly #settings: PlanSettings
  /** By what identifies a text; `undefined` for one of which nothing is in the report. */
  readonly #texts = new Map<string, TextBehaviours | undefined>()
  /** By list: processes of one program share theirs. */
  readonly #lists = new WeakMap<readonly ReadScript[], (TextBehaviours | undefined)[]>()

  /** @param step called before each text, a piece of work that may take long */
  constructor(files: FileSet, step: () => Promise<void>, settings: PlanSettings) {
    this.#files = files
    this.#step = step
    this.#settings = settings
  }

  /** What is planned for each script of a list, if that needs no waiting. */
  known(scripts: readonly ReadScript[]): (TextBehaviours | undefined)[] | undefined {
    return this.#lists.get(scripts)
  }

  /** Plans the scripts of a list that no earlier one held. */
  async plan(scripts: readonly ReadScript[]): Promise<(TextBehaviours | undefined)[]> {
    const keys = scripts.map(identifyText)
    for (const [index, key] of keys.entries()) {
      if (this.#texts.has(key)) continue
      await this.#step()
      this.#texts.set(key, await this.#planText(scripts[index]!))
    }
    const texts = keys.map(key => this.#texts.get(key))
    this.#lists.set(scripts, texts)
    return texts
  }

  /** Adds all that was counted to the file coverages. */
  apply(): void {
    for (const text of this.#texts.values()) {
      text?.flush()
      if (text) applyPlan(text.plan)
    }
  }

  /** Adds all behaviours to the sums, and forgets them. */
  flush(): void {
    for (const text of this.#texts.values()) text?.flush()
  }

  async #planText(script: ReadScript): Promise<TextBehaviours | undefined> {
    const { texts, counting, mapPath, warnings } = this.#settings
    const text = loadText({ script, texts }, warnings, mapPath)
    const plan = text && (await planText(text, this.#files, counting, warnings))
    return plan && new TextBehaviours(plan)
  }
}
