// Calls into this thread's bootstrap that no program can see. The accessor of `emit` on process's prototype is there anyway (exit.ts):
// reading it with an agreed text as its receiver calls the bootstrap.
import { type EmbedApi, embedKey } from '../../src/contract/embed.ts'
import { parse } from '../node/primordials.ts'
import type { ToMain } from './signal-messages.ts'

let mainKey: string | undefined
let receiveMessage: ((message: ToMain) => void) | undefined
let embedApi: EmbedApi | undefined
let answerRequest: (() => void) | undefined
let lent: object | undefined

const threadKey = 'covtree asked'
const lentKey = 'covtree lent'

/** An expression. A thread that evaluates it answers the request that it was sent. */
export const answerExpression = callWith(JSON.stringify(threadKey))

/**
 * Lets the signal thread call `receive`. The two threads share no function. But the signal thread can have this thread evaluate the
 * returned expression, with the literal of a message's JSON in the place of `MESSAGE`.
 */
export function receiveHiddenCalls(receive: (message: ToMain) => void): string {
  // The key keeps a program from calling `receive` by chance. Not Math.random: a seeded generator would move on.
  mainKey = `covtree ${process.hrtime.bigint()} `
  receiveMessage = receive
  return callWith(`${JSON.stringify(mainKey)} + MESSAGE`)
}

/** Lets the inspector find an object while `use` runs. `use` gets an expression for the object. */
export function lend(value: object, use: (expression: string) => void): void {
  lent = value
  try {
    use(callWith(JSON.stringify(lentKey)))
  } finally {
    lent = undefined
  }
}

/** Lets covtree/embed find its API. */
export function offerEmbedApi(api: EmbedApi): void {
  embedApi = api
}

/** Lets the main thread have this thread answer a request while it is busy. */
export function answerWhenInterrupted(answer: () => void): void {
  answerRequest = answer
}

/** An expression that calls this thread's bootstrap; `text` is an expression for the agreed text. */
function callWith(text: string): string {
  return `Reflect.get(Object.getPrototypeOf(process), 'emit', ${text})`
}

/** Called when `emit` is read with a text as its receiver. */
export function answerHiddenCall(text: string): object | undefined {
  if (text === embedKey) return embedApi
  if (text === lentKey) return lent
  if (text === threadKey) answerRequest?.()
  if (mainKey !== undefined && text.startsWith(mainKey)) receiveMessage?.(parse(text.slice(mainKey.length)))
  return undefined
}
