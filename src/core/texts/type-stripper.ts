import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { environmentNames } from '../../contract/environment.ts'

type Strip = (code: string) => string

/** Answers each line of JSON with the same text without types, as JSON; with `null` where that cannot be done. */
const program = `const { stripTypeScriptTypes } = require('node:module')
require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
  let text = null
  try { text = stripTypeScriptTypes(JSON.parse(line)) } catch {}
  console.log(JSON.stringify(text))
})`

/**
 * Puts blanks where types stand, as Node does before it runs TypeScript (22.18, 23.6 and later). A Node that cannot asks the one
 * that ran the program: one helper process for each, ended with `close`.
 */
export class TypeStripper {
  readonly #helpers = new Map<string, Helper>()

  /** The text that `node` (path of its binary) ran of a TypeScript file; the file's own text if that cannot be had. */
  async strip(text: string, node: string | undefined): Promise<string> {
    const { stripTypeScriptTypes } = createRequire(import.meta.url)('node:module') as {
      stripTypeScriptTypes?: Strip
    }
    try {
      if (stripTypeScriptTypes) return stripTypeScriptTypes(text)
    } catch {
      return text
    }
    if (node === undefined || node === process.execPath) return text
    let helper = this.#helpers.get(node)
    if (!helper) {
      helper = new Helper(node)
      this.#helpers.set(node, helper)
    }
    return (await helper.ask(text)) ?? text
  }

  /** Ends the helpers. */
  close(): void {
    for (const helper of this.#helpers.values()) helper.close()
    this.#helpers.clear()
  }
}

/** Another Node that strips types, one text after the other. */
class Helper {
  readonly #child: ChildProcess
  readonly #waiting: ((text: string | undefined) => void)[] = []
  #isGone = false

  constructor(node: string) {
    // It is no part of the run: covtree is switched off in it, and nobody's options hold.
    const { NODE_OPTIONS: _, NODE_V8_COVERAGE: _v8, ...environment } = process.env
    const env = { ...environment, [environmentNames.dataFile]: '', NODE_NO_WARNINGS: '1' }
    this.#child = spawn(node, ['-e', program], { env, stdio: ['pipe', 'pipe', 'ignore'] })
    this.#child.on('error', () => this.#end())
    this.#child.stdin!.on('error', () => this.#end())
    createInterface({ input: this.#child.stdout! })
      .on('line', line => this.#waiting.shift()?.(parseAnswer(line)))
      .on('close', () => this.#end())
  }

  ask(text: string): Promise<string | undefined> {
    if (this.#isGone) return Promise.resolve(undefined)
    return new Promise(resolve => {
      this.#waiting.push(resolve)
      this.#child.stdin!.write(`${JSON.stringify(text)}\n`)
    })
  }

  close(): void {
    this.#child.stdin!.end()
  }

  #end(): void {
    this.#isGone = true
    for (const resolve of this.#waiting.splice(0)) resolve(undefined)
  }
}

function parseAnswer(line: string): string | undefined {
  try {
    return (JSON.parse(line) as string | null) ?? undefined
  } catch {
    return undefined
  }
}
