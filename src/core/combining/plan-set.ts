import { TextBehaviours } from '../counting/behaviour.ts'
import type { Counting } from '../counting/counter.ts'
import { applyPlan } from '../counting/plan.ts'
import { canHaveRun } from '../counting/ran-text.ts'
import type { ReadScript } from '../data/data-file.ts'
import type { MapPath } from '../path-aliases.ts'
import { findOwnPath, identifyText, loadText, type ScriptText } from '../texts/script-text.ts'
import { stripTypes } from '../texts/strip-types.ts'
import { WarningLog } from '../warning.ts'
import type { FileSet } from './file-set.ts'
import { planText } from './text-plan.ts'

/** Input for making plans, the same for all texts. */
export interface PlanSettings {
  /** The folder of saved texts. */
  texts: string
  counting: Counting
  mapPath: MapPath
  warnings: WarningLog
  /** Whether the host makes structures as this core does. */
  hasCoreStructures: boolean
}

/** Called before a longer piece of work, which waits for the result. */
export type Step = () => Promise<void> | undefined

/** The plans of all texts that processes ran. Each is made once. */
export class PlanSet {
  readonly #files: FileSet
  readonly #step: Step
  readonly #settings: PlanSettings
  /** By the key of a text, see {@link identifyText}; `undefined` for one without files of the report. */
  readonly #texts = new Map<string, TextBehaviours | undefined>()
  /** By list of scripts: processes of one program share theirs. */
  readonly #lists = new WeakMap<readonly ReadScript[], (TextBehaviours | undefined)[]>()

  /** @param step called before each text */
  constructor(files: FileSet, step: Step, settings: PlanSettings) {
    this.#files = files
    this.#step = step
    this.#settings = settings
  }

  /** Whether the scripts of a list have been planned. */
  has(scripts: readonly ReadScript[]): boolean {
    return this.#lists.has(scripts)
  }

  /** Returns the behaviours, with the plan, of each script of a list. */
  planned(scripts: readonly ReadScript[]): readonly (TextBehaviours | undefined)[] {
    return this.#lists.get(scripts)!
  }

  /** Makes the plans of a list's scripts that are still missing. */
  async plan(scripts: readonly ReadScript[]): Promise<void> {
    const keys = scripts.map(identifyText)
    for (const [index, key] of keys.entries()) {
      if (this.#texts.has(key)) continue
      const step = this.#step()
      if (step) await step
      this.#texts.set(key, await this.#planText(scripts[index]!))
    }
    this.#lists.set(
      scripts,
      keys.map(key => this.#texts.get(key)),
    )
  }

  /** Adds all counts to the file coverages. */
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
    const { texts, counting, mapPath, warnings, hasCoreStructures } = this.#settings
    const own = findOwnPath(script)
    const isOther = own !== undefined && !this.#files.isWanted(own)
    const text = loadText({ script, texts }, isOther ? new WarningLog() : warnings, mapPath)
    if (!text) return undefined
    if (text.isTyped) text.text = stripTypes(text.text)
    const plan = await planText(text, this.#files, counting, warnings, hasCoreStructures)
    return plan && new TextBehaviours(plan, isCompared(script) ? undefined : this.#createCheck(text))
  }

  /** Makes the check of a file that a child took for the text by its length alone. */
  #createCheck({ path, text }: ScriptText): (packed: string) => boolean {
    return packed => {
      const isRight = canHaveRun(text, packed)
      if (!isRight) this.#settings.warnings.add('compiled-without-map', path)
      return isRight
    }
  }
}

/** Whether the child saved the text that V8 ran. */
function isCompared({ info }: ReadScript): boolean {
  return info?.text !== undefined && !info.disk
}
