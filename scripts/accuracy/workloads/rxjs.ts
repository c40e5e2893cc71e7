// Exercises rxjs: every operator over sources that complete, fail and go on, in virtual time.
import * as rx from './src/index.js'
import { tryAll } from './try-all.js'

const scheduler = new rx.VirtualTimeScheduler()

function sources(): rx.Observable<unknown>[] {
  return [
    rx.of(1, 2, 3, 3, 2),
    rx.EMPTY,
    rx.throwError(() => new Error('no')),
    rx.concat(
      rx.of('a', 'b'),
      rx.throwError(() => new TypeError('later')),
    ),
    rx.range(0, 20),
    rx.timer(0, 10, scheduler).pipe(rx.take(5)),
    rx.of(rx.of(1, 2), rx.of(3), rx.EMPTY),
    rx.from([{ a: 1 }, { a: 2 }, { b: 3 }]),
    rx.defer(() => [rx.of(9)]),
    new rx.Observable(subscriber => {
      subscriber.next(1)
      subscriber.error('raw')
      subscriber.next(2)
      return () => undefined
    }),
  ]
}

const operatorArguments: (() => unknown[])[] = [
  () => [],
  () => [2],
  () => [3, 1],
  () => [(value: unknown) => value],
  () => [(value: unknown) => Number(value) > 1],
  () => [() => rx.of('x')],
  () => [() => rx.timer(5, scheduler), 2],
  () => [
    () => {
      throw new Error('callback')
    },
  ],
  () => [(sum: number, value: number) => sum + value, 0],
  () => [rx.of('other')],
  () => [rx.NEVER, { leading: true, trailing: true }],
  () => [rx.of(1), rx.of(2), (...all: unknown[]) => all.length],
  () => [5, scheduler],
  () => [{ count: 2, delay: 1, resetOnSuccess: true }],
  () => [
    { next: () => undefined, error: () => undefined, complete: () => undefined, subscribe: () => undefined },
  ],
  () => [() => new rx.Subject()],
  () => ['a'],
  () => [scheduler],
  () => [[rx.of(1), [2, 3]]],
]

const operators = Object.entries(rx as Record<string, unknown>).filter(
  ([name, value]) =>
    typeof value === 'function' &&
    /^[a-z]/.test(name) &&
    !/^(?:ajax|webSocket|bindCallback|animationFrames|config|first|last)/.test(name),
)

function subscribe(value: unknown, log: unknown[]): void {
  if (!rx.isObservable(value)) return
  const subscription = value.pipe(rx.take(30)).subscribe({
    next: item => {
      log.push(item)
      if (rx.isObservable(item) && log.length % 3 === 0)
        item.pipe(rx.take(3)).subscribe({ error: () => undefined })
    },
    error: error => log.push(String(error)),
    complete: () => log.push('done'),
  })
  if (log.length % 7 === 0) subscription.unsubscribe()
}

export async function run(): Promise<number> {
  const log: unknown[] = []
  rx.config.onUnhandledError = () => undefined
  for (const [, operator] of operators) {
    for (const list of operatorArguments) {
      for (const source of sources()) {
        try {
          subscribe(
            source.pipe(
              (operator as (...args: unknown[]) => rx.OperatorFunction<unknown, unknown>)(...list()),
            ),
            log,
          )
        } catch {
          // Not an operator, or not with these arguments.
        }
      }
    }
  }
  const creators: (() => unknown[])[] = [
    () => [],
    () => [[1, 2]],
    () => [rx.of(1), rx.of(2, 3)],
    () => [{ a: rx.of(1), b: [2] }],
    () => [() => true, rx.of(1), rx.EMPTY],
    () => [1, (x: number) => x < 9, (x: number) => x + 2],
    () => [Promise.resolve(1)],
    () => [
      (function* () {
        yield 1
        return 2
      })(),
    ],
    () => [
      (async function* () {
        yield 1
      })(),
    ],
    () => [3, 2, scheduler],
    () => [new Set([1, 2])],
    () => [(done: (...args: unknown[]) => void) => done(null, 1)],
  ]
  for (const [name, creator] of operators) {
    if (/^(?:interval|generate|timer|firstValueFrom|lastValueFrom)$/.test(name)) continue
    for (const list of creators) {
      try {
        const made = (creator as (...args: unknown[]) => unknown)(...list())
        subscribe(typeof made === 'function' ? (made as () => unknown)() : made, log)
      } catch {
        // Not a creator.
      }
    }
  }
  for (const Kind of [rx.Subject, rx.BehaviorSubject, rx.ReplaySubject, rx.AsyncSubject]) {
    const subject = new (Kind as new (...args: unknown[]) => rx.Subject<unknown>)(2)
    const first = subject.subscribe(value => log.push(value))
    subject.next(1)
    subject.next(2)
    subject.pipe(rx.share(), rx.map(String)).subscribe(value => log.push(value))
    first.unsubscribe()
    subject.complete()
    subject.subscribe(value => log.push(value))
    tryAll(
      {
        next: () => subject.next(4),
        error: () => subject.error('late'),
        value: () => (subject as rx.BehaviorSubject<unknown>).getValue(),
      },
      [() => []],
    )
  }
  for (const one of [rx.asapScheduler, rx.asyncScheduler, rx.queueScheduler]) {
    await new Promise<void>(done => {
      one.schedule(
        function (this: { schedule(state: number): void }, state?: unknown) {
          if (Number(state) < 3) this.schedule(Number(state) + 1)
          else done()
        } as never,
        0,
        0,
      )
    })
  }
  scheduler.maxFrames = 300
  for (let i = 0; i < 40; i++) tryAll({ flush: () => scheduler.flush() }, [() => []])
  log.push(await rx.firstValueFrom(rx.of(1)), await rx.lastValueFrom(rx.EMPTY, { defaultValue: 0 }))
  const { TestScheduler } = await import('./src/internal/testing/TestScheduler.js')
  const test = new TestScheduler((actual, expected) =>
    log.push(JSON.stringify(actual) === JSON.stringify(expected)),
  )
  test.run(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const one = cold('-a-b-(cd|)')
    expectObservable(one.pipe(rx.debounceTime(1))).toBe('--a-b---(cd|)')
    expectObservable(rx.merge(one, hot('--x--^-y-#'))).toBe('-a(yb)-#', { a: 'a', b: 'b', y: 'y' })
    expectSubscriptions(one.subscriptions).toBe(['^-----!', '^----!'])
  })
  return log.length
}
