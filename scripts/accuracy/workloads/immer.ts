// Exercises immer: drafts of objects, arrays, maps, sets and classes, patches both ways, errors.
import * as immer from './src/immer.js'
import { tryAll } from './try-all.js'

class Account {
  [immer.immerable] = true
  #secret = 1
  balance = 0
  get double() {
    return this.balance * 2
  }
  deposit(amount: number) {
    this.balance += amount
    return this.#secret
  }
}

const bases = (): Record<string, unknown>[] => [
  {
    list: [3, 1, 2],
    map: new Map([['a', { n: 1 }]]),
    set: new Set([1, { n: 2 }]),
    nested: { deep: { x: 1 } },
  },
  { list: [], map: new Map(), set: new Set(), nested: {}, account: new Account() },
  Object.freeze({
    list: Object.freeze([{ id: 1 }, { id: 2 }]),
    date: new Date(0),
    fn: () => 1,
    nested: null,
  }),
]

// biome-ignore lint/suspicious/noExplicitAny: recipes do whatever a user could do.
type Recipe = (draft: any) => unknown
const recipes: Recipe[] = [
  () => undefined,
  draft => draft.list.push(4),
  draft => {
    draft.list.sort()
    draft.list.reverse()
    draft.list.splice(1, 1, 'x', 'y')
    draft.list.length = 1
  },
  draft => {
    draft.list.unshift(0)
    draft.list.shift()
    draft.list.pop()
    delete draft.nested
  },
  draft => {
    draft.map.set('b', { n: 2 })
    draft.map.get('a').n++
    draft.map.delete('a')
    for (const [key, value] of draft.map) draft[key] = value
    draft.map.clear()
  },
  draft => {
    for (const item of draft.set) if (typeof item === 'object') item.n++
    draft.set.add(5)
    draft.set.delete(1)
    draft.set.forEach((item: unknown) => void item)
    return undefined
  },
  draft => {
    draft.nested.deep.x++
    draft.nested.self = draft.nested.deep
  },
  draft => ({ ...immer.original(draft), replaced: true }),
  draft => immer.current(draft),
  draft => {
    draft.account.deposit(5)
    draft.seen = draft.account.double
  },
  () => immer.nothing,
  draft => {
    draft.list[0] = draft.list.find((item: unknown) => item) ?? 0
    draft.list
      .filter((item: { id?: number }) => item.id === 2)
      .forEach((item: { id: number }) => {
        item.id = 9
      })
  },
  draft => {
    draft.list.push(1)
    return { both: true }
  },
  () => {
    throw new Error('recipe')
  },
  draft => {
    Object.defineProperty(draft, 'x', { value: 1 })
  },
  draft => {
    Object.keys(draft)
    'list' in draft
    draft.a = undefined
    draft.a = 1
    delete draft.a
  },
]

export async function run(): Promise<number> {
  let results = 0
  for (const isOn of [false, true]) {
    if (isOn) {
      immer.enableMapSet()
      immer.enablePatches()
      ;(immer as Record<string, unknown> & { enableArrayMethods?(): void }).enableArrayMethods?.()
    }
    for (const freeze of [true, false]) {
      immer.setAutoFreeze(freeze)
      for (const recipe of recipes) {
        for (const base of bases()) {
          tryAll(
            {
              produce: () => immer.produce(base, recipe),
              curried: () => immer.produce(recipe)(base),
              withDefault: () => immer.produce(recipe, base)(),
              patches() {
                const [next, patches, inverse] = immer.produceWithPatches(base, recipe)
                immer.applyPatches(base, patches)
                immer.applyPatches(next, inverse)
                results += patches.length
              },
              drafts() {
                const draft = immer.createDraft(base)
                recipe(draft)
                immer.finishDraft(draft)
              },
              nested: () => immer.produce(base, outer => immer.produce(outer, recipe)),
            },
            [() => []],
          )
        }
      }
    }
  }
  tryAll(
    immer as Record<string, unknown>,
    [() => [], () => [1], () => [{}], () => [[1], []], () => [new Map()], () => [true]],
    /^(?:setAutoFreeze|setUseStrict)/,
  )
  const strict = new immer.Immer({ autoFreeze: false, useStrictShallowCopy: true })
  for (const base of bases())
    tryAll({ strict: () => strict.produce(base, draft => void Object.assign(draft, { z: 1 })) }, [() => []])
  return results
}
