// A way into this thread's bootstrap for the signal thread, which can have it evaluate a text but share no function with it.
// The accessor of `emit` on process's prototype is there anyway (exit.ts): read with the right text as its receiver, it is the door.

import { parse } from '../primordials.ts'
import type { ToMain } from './signal-thread-body.ts'

let key: string | undefined
let enter: ((message: ToMain) => void) | undefined

/** Opens the door. Returns an expression that calls `receive` with the message that is put in place of `MESSAGE`, as a literal of its JSON. */
export function openDoor(receive: (message: ToMain) => void): string {
  // No program guesses it; Math.random would move a seeded generator.
  key = `covtree ${process.hrtime.bigint()} `
  enter = receive
  return `Reflect.get(Object.getPrototypeOf(process), 'emit', ${JSON.stringify(key)} + MESSAGE)`
}

/** Called when `emit` is read on a text. */
export function enterDoor(text: string): undefined {
  if (key !== undefined && text.startsWith(key)) enter?.(parse(text.slice(key.length)))
}
