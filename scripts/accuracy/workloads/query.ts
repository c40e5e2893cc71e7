// Exercises a query client: classes with private fields, async functions, retries, errors, hydration.
import * as core from './src/index.js'
import { tryAll } from './try-all.js'

const later = <T>(value: T) => Promise.resolve().then(() => value)
const fail = () => later(0).then(() => Promise.reject(new Error('no')))

export async function run(): Promise<number> {
  let seen = 0
  const client = new core.QueryClient({
    defaultOptions: { queries: { retry: false, gcTime: Infinity, staleTime: 10_000 } },
  })
  client.mount()
  const see = () => {
    seen++
  }
  client.getQueryCache().subscribe(see)
  client.getMutationCache().subscribe(see)
  for (const queryFn of [() => later({ a: 1 }), fail, () => later([1, 2]), undefined, core.skipToken]) {
    for (const more of [
      {},
      { retry: 1, retryDelay: 0 },
      { enabled: false },
      { initialData: 5 },
      { select: (data: unknown) => [data] },
      { placeholderData: 7 },
      { structuralSharing: false },
      { staleTime: 'static' },
      { throwOnError: true, networkMode: 'always' },
    ]) {
      const options = { queryKey: ['key', seen, { z: 1, a: 2 }], queryFn, ...more } as never
      await client.fetchQuery(options).catch(see)
      await client.ensureQueryData(options).catch(see)
      await client.prefetchQuery(options)
      const observer = new core.QueryObserver(client, options)
      const stop = observer.subscribe(see)
      await observer.refetch().catch(see)
      tryAll(
        {
          options: () =>
            observer.setOptions({ ...(options as object), queryKey: ['other', seen % 3] } as never),
          optimistic: () => observer.getOptimisticResult(options),
          tracked: () => observer.trackResult(observer.getCurrentResult()).data,
          optional: () => observer.updateResult(),
        },
        [() => []],
      )
      stop()
    }
  }
  const pages = {
    queryKey: ['pages'],
    queryFn: ({ pageParam }: { pageParam: unknown }) => later(pageParam),
    initialPageParam: 0,
    getNextPageParam: (last: number) => (last < 3 ? last + 1 : undefined),
    getPreviousPageParam: (first: number) => (first > -1 ? first - 1 : null),
    maxPages: 3,
  } as never
  await client.fetchInfiniteQuery({ ...(pages as object), pages: 3 } as never)
  const infinite = new core.InfiniteQueryObserver(client, pages)
  const stop = infinite.subscribe(see)
  for (let i = 0; i < 5; i++) await infinite.fetchNextPage()
  await infinite.fetchPreviousPage()
  await infinite.refetch()
  stop()
  for (const mutationFn of [() => later(1), fail, undefined]) {
    for (const more of [{}, { retry: 1, retryDelay: 0 }, { scope: { id: 'a' } }]) {
      const observer = new core.MutationObserver(client, {
        mutationFn,
        onSuccess: see,
        onError: see,
        onSettled: see,
        onMutate: () => ({ x: 1 }),
        mutationKey: ['m'],
        ...more,
      } as never)
      const end = observer.subscribe(see)
      await observer.mutate(1 as never, { onSuccess: see, onError: see }).catch(see)
      observer.reset()
      end()
    }
  }
  const many = new core.QueriesObserver(
    client,
    [1, 2, 3].map(id => ({ queryKey: ['many', id], queryFn: () => later(id) })) as never,
    { combine: results => results.length } as never,
  )
  const endMany = many.subscribe(see)
  many.setQueries([{ queryKey: ['many', 9], queryFn: () => later(9) }] as never)
  await later(0)
  endMany()
  client.setQueryData(['set'], (old: unknown) => old ?? { deep: [1, { two: 2 }] })
  client.setQueryData(['set'], { deep: [1, { two: 2 }], more: new Date(0) })
  client.setQueriesData({ queryKey: ['key'] }, (old: unknown) => old)
  await client.invalidateQueries({ queryKey: ['many'], refetchType: 'all' })
  await client.cancelQueries({ predicate: query => query.queryHash.length % 2 === 0 })
  await client.refetchQueries({ type: 'inactive', stale: true }).catch(see)
  client.resetQueries({ queryKey: ['set'], exact: true }).catch(see)
  const state = core.dehydrate(client, {
    shouldDehydrateQuery: () => true,
    shouldDehydrateMutation: () => true,
  })
  const other = new core.QueryClient()
  core.hydrate(other, state)
  core.hydrate(other, { ...state, queries: [...state.queries] })
  seen += other.getQueryCache().getAll().length
  core.onlineManager.setOnline(false)
  core.onlineManager.setOnline(true)
  core.focusManager.setFocused(false)
  core.focusManager.setFocused(true)
  seen += tryAll(
    core as Record<string, unknown>,
    [
      () => [],
      () => [1, 2],
      () => [{ a: [1] }, { a: [1] }],
      () => [['k'], ['k']],
      () => [[3, 4], 5, 2],
      () => [() => 1],
    ],
    /^(?:[A-Z]|hydrate|dehydrate|experimental)/,
  )
  client.removeQueries()
  client.clear()
  client.unmount()
  other.clear()
  return seen
}
