// Exercises mobx: observables of each kind, reactions, actions, flows.
import './globals.js'
import * as mobx from './src/mobx.js'
import { tryAll } from './try-all.js'

class Store {
  items: { name: string; price: number }[] = []
  filter = ''
  byName = new Map<string, number>()
  tags = new Set<string>()
  constructor() {
    mobx.makeObservable(this, {
      items: mobx.observable,
      filter: mobx.observable,
      byName: mobx.observable,
      tags: mobx.observable,
      total: mobx.computed,
      add: mobx.action,
      load: mobx.flow,
      clear: mobx.action,
    })
  }
  get total() {
    return this.items.reduce((sum, item) => sum + item.price, 0)
  }
  add(name: string, price: number) {
    this.items.push({ name, price })
    this.byName.set(name, price)
    this.tags.add(name)
    if (price < 0) throw new Error('price')
  }
  clear() {
    this.items.length = 0
    this.byName.clear()
    this.tags.clear()
  }
  *load() {
    const value: number = yield Promise.resolve(4)
    this.add('loaded', value)
    return value
  }
}

export async function run(): Promise<number> {
  let seen = 0
  const see = () => {
    seen++
  }
  mobx.configure({ enforceActions: 'never' })
  const store = new Store()
  const stops = [
    mobx.autorun(() => (seen += store.total)),
    mobx.reaction(() => store.items.length, see, { fireImmediately: true }),
    mobx.observe(store.items, see),
    mobx.intercept(store, 'filter', change => change),
    mobx.observe(store.byName, see),
    mobx.observe(store.tags, see),
    mobx.spy(see),
  ]
  store.add('a', 1)
  tryAll({ bad: () => store.add('b', -1) }, [() => []])
  await store.load()
  store.items.splice(0, 1)
  store.items[5] = { name: 'far', price: 2 }
  mobx.runInAction(() => {
    store.items.unshift({ name: 'u', price: 3 })
    store.items.sort((a, b) => a.price - b.price)
    store.items.reverse()
    store.filter = 'x'
  })
  for (const [key, value] of store.byName) seen += key.length + value
  store.byName.delete('a')
  store.byName.replace?.({ q: 1 } as never)
  for (const tag of store.tags) seen += tag.length
  store.clear()
  for (const value of [
    {
      a: 1,
      get b() {
        return this.a
      },
    },
    [1, [2]],
    new Map([['k', {}]]),
    new Set([1]),
    null,
    5,
    new Store(),
    Object.freeze({ z: 1 }),
  ]) {
    const lists = [
      () => [value],
      () => [value, {}],
      () => [value, 'a'],
      () => [value, 'a', see],
      () => [value, see],
      () => [() => value],
      () => [() => value, see],
    ]
    seen += tryAll(
      mobx as Record<string, unknown>,
      lists,
      /^(?:[A-Z_]|configure|when|onReactionError|flow|extendObservable|spy|autorun|reaction)/,
    )
    for (const kind of [
      mobx.observable,
      mobx.observable.box,
      mobx.observable.deep,
      mobx.observable.shallow,
      mobx.observable.struct,
      mobx.computed,
      mobx.computed.struct,
    ] as unknown[])
      seen += tryAll({ kind: kind as () => void }, lists)
  }
  const box = mobx.observable.box(1, { equals: mobx.comparer?.structural })
  const double = mobx.computed(() => box.get() * 2, { keepAlive: true, set: value => box.set(value / 2) })
  stops.push(double.observe_?.(see, true) ?? see)
  box.set(2)
  double.set(10)
  await mobx.when(() => box.get() === 5)
  const cycle: { get(): number } = mobx.computed(() => cycle.get())
  tryAll(
    {
      cycle: () => cycle.get(),
      broken: () =>
        mobx.autorun(
          () => {
            throw new Error('x')
          },
          { onError: see },
        ),
    },
    [() => []],
  )
  const auto = mobx.makeAutoObservable(
    {
      n: 1,
      get twice() {
        return this.n * 2
      },
      inc() {
        this.n++
      },
      *gen() {
        yield 1
      },
    },
    { inc: false },
    { autoBind: true },
  )
  stops.push(mobx.autorun(() => (seen += auto.twice)))
  auto.inc()
  const atom = mobx.createAtom('atom', see, see)
  stops.push(mobx.autorun(() => void atom.reportObserved()))
  atom.reportChanged()
  mobx.transaction(() => atom.reportChanged())
  seen += JSON.stringify([
    mobx.getDependencyTree(double as never),
    mobx.toJS(auto),
    mobx.isObservable(auto),
  ]).length
  for (const stop of stops) stop()
  return seen
}
