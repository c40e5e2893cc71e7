import { canBind, readBinding } from '../../node/binding.ts'
import { whenLoaded } from '../../node/module-list.ts'
import { apply } from '../../node/primordials.ts'
import { replaceFunction } from '../../node/replace-function.ts'

const handles = [
  ['Internal Binding tcp_wrap', 'tcp_wrap', 'TCP'],
  ['Internal Binding pipe_wrap', 'pipe_wrap', 'Pipe'],
] as const

const acts: (() => void)[] = []

/** Calls `act` whenever this process begins to listen for connections. */
export function whenListening(act: () => void): void {
  acts[acts.length] = act
  if (!canBind || acts.length > 1) return
  for (const row of handles) {
    whenLoaded(row[0], () => {
      const native = readBinding<Record<string, { prototype: object }>>(row[1])
      const prototype = native?.[row[2]]?.prototype
      if (!prototype) return
      replaceFunction(prototype, 'listen', original => {
        return function listen(this: unknown, ...args: unknown[]) {
          const error = apply(original, this, args)
          if (!error) for (const each of acts) each()
          return error
        }
      })
    })
  }
}
