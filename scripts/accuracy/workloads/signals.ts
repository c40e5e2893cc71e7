// Exercises signals: effects, computed values, batches, cycles, disposal, in one file of linked lists and flags.
import { batch, computed, createModel, effect, Signal, signal, untracked } from './src/index.js'
import { tryAll } from './try-all.js'

export async function run(): Promise<number> {
  let seen = 0
  for (let n = 0; n < 6; n++) {
    const a = signal(n, { name: 'a', watched: () => seen++, unwatched: () => seen++ })
    const b = signal('b')
    const sum = computed(() => (a.value > 2 ? `${a.value}${b.value}` : a.value), { name: 'sum' })
    const failing = computed(() => {
      if (a.value % 3 === 1) throw new Error('third')
      return sum.value
    })
    const stops = [
      effect(() => {
        seen += String(sum.value).length
        return n % 2 ? () => seen++ : undefined
      }),
      effect(() => {
        try {
          seen += String(failing.value).length
        } catch {
          seen++
        }
      }),
      a.subscribe(value => {
        seen += value
      }),
    ]
    for (let i = 0; i < 5; i++) {
      a.value = i
      batch(() => {
        b.value = `b${i}`
        batch(() => a.value++)
        seen += untracked(() => a.peek())
      })
    }
    tryAll(
      {
        cycle: () => {
          const self: { value: unknown } = computed(() => self.value)
          return self.value
        },
        endless: () =>
          effect(() => {
            a.value = a.value + 1
          }),
        thrower: () =>
          effect(() => {
            throw new Error('effect')
          }),
        batched: () =>
          batch(() => {
            throw new Error('batch')
          }),
        cleanup: () => {
          const stop = effect(() => () => {
            throw new Error('cleanup')
          })
          stop()
        },
        write: () =>
          computed(() => {
            a.value = 3
            return 3
          }).value,
        text: () => `${a}${JSON.stringify(sum)}${a.valueOf()}`,
        kind: () => new Signal(1) instanceof Signal && sum.peek(),
        model: () => {
          const Model = createModel((start: number) => {
            const count = signal(start)
            effect(() => {
              seen += count.value
            })
            return { count, add: () => count.value++, double: computed(() => count.value * 2) }
          })
          const model = new Model(n)
          model.add()
          return (model as never as Disposable)[Symbol.dispose]?.()
        },
      },
      [() => []],
    )
    if (n % 2) for (const stop of stops) stop()
    else for (const stop of stops.reverse()) stop()
  }
  return seen
}
