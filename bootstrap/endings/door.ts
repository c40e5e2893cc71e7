// Ways into this thread's bootstrap that no program sees. The accessor of `emit` on process's prototype is there anyway (exit.ts):
// read with the right text as its receiver, it is a door.
import { type EmbedApi, embedKey } from '../../src/contract/embed.ts'
import { parse } from '../node/primordials.ts'
import type { ToMain } from './signal-messages.ts'

let key: string | undefined
let enter: ((message: ToMain) => void) | undefined
let embedApi: EmbedApi | undefined
let answerAsked: (() => void) | undefined

const threadKey = 'covtree asked'

/** An expression that has the thread which evaluates it answer a request that it has not come to. */
export const answerExpression = `Reflect.get(Object.getPrototypeOf(process), 'emit', ${JSON.stringify(threadKey)})`

/**
 * Opens the door for the signal thread, which can have this one evaluate a text but shares no function with it. Returns an expression
 * that calls `receive` with the message that is put in place of `MESSAGE`, as a literal of its JSON.
 */
export function openDoor(receive: (message: ToMain) => void): string {
  // No program guesses it; Math.random would move a seeded generator.
  key = `covtree ${process.hrtime.bigint()} `
  enter = receive
  return `Reflect.get(Object.getPrototypeOf(process), 'emit', ${JSON.stringify(key)} + MESSAGE)`
}

/** Opens the door for covtree/embed. */
export function offer(api: EmbedApi): void {
  embedApi = api
}

/** Opens the door for a thread that asks this one while it is busy. */
export function answerWhenInterrupted(answer: () => void): void {
  answerAsked = answer
}

/** Called when `emit` is read on a text. */
export function enterDoor(text: string): EmbedApi | undefined {
  if (text === embedKey) return embedApi
  if (text === threadKey) answerAsked?.()
  if (key !== undefined && text.startsWith(key)) enter?.(parse(text.slice(key.length)))
  return undefined
}
