// Exercises a Redux store: slices, thunks, entities, listeners, queries over a false base query.
import * as rtk from './src/index.js'
import * as query from './src/query/index.js'
import { tryAll } from './try-all.js'

export async function run(): Promise<number> {
  let seen = 0
  const adapter = rtk.createEntityAdapter({
    selectId: (book: { id: number; title: string }) => book.id,
    sortComparer: (a, b) => a.title.localeCompare(b.title),
  })
  const plain = rtk.createEntityAdapter<{ id: number; title: string }>()
  const load = rtk.createAsyncThunk(
    'load',
    async (id: number, { rejectWithValue, fulfillWithValue }) => {
      if (id === 0) throw new Error('zero')
      if (id === 1) return rejectWithValue('one')
      if (id === 2) return fulfillWithValue('two', { meta: 1 } as never)
      return 'more'
    },
    { condition: id => id !== 9, idGenerator: () => 'id' },
  )
  const slice = rtk.createSlice({
    name: 'books',
    initialState: () => ({
      sorted: adapter.getInitialState({ extra: 1 }),
      plain: plain.getInitialState(undefined, [{ id: 7, title: 'g' }]),
      log: [] as string[],
    }),
    reducers: create => ({
      add: create.reducer<{ id: number; title: string }>((state, { payload }) => {
        adapter.addOne(state.sorted as never, payload)
        plain.addOne(state.plain, payload)
      }),
      edit: create.reducer<number>((state, { payload }) => {
        adapter.updateMany(state.sorted as never, [
          { id: payload, changes: { title: `edited ${payload}`, id: payload + 100 } },
        ])
        adapter.upsertMany(state.sorted as never, [
          { id: 50, title: 'a' },
          { id: payload, title: 'z' },
        ])
        plain.setAll(state.plain, [{ id: 1, title: 'only' }])
        plain.upsertOne(state.plain, { id: 2, title: 'x' })
        plain.removeMany(state.plain, [1, 99])
      }),
      prepared: create.preparedReducer(
        (text: string) => ({ payload: text.trim(), meta: 1 }),
        (state, action) => void state.log.push(action.payload),
      ),
    }),
    extraReducers: builder =>
      builder
        .addCase(load.rejected, (state, action) => void state.log.push(String(action.error.message)))
        .addMatcher(rtk.isAnyOf(load.pending, load.fulfilled), state => void state.log.push('m'))
        .addDefaultCase(() => undefined),
    selectors: {
      log: state => state.log,
      first: rtk.createSelector([(state: { log: string[] }) => state.log], log => log[0]) as never,
    },
  })
  const listeners = rtk.createListenerMiddleware()
  listeners.startListening({
    actionCreator: slice.actions.add,
    effect: async (_action, api) => {
      seen++
      api.cancelActiveListeners()
      api.unsubscribe()
      await api.condition(() => true)
    },
  })
  listeners.startListening({
    matcher: rtk.isRejected(load),
    effect: () => {
      throw new Error('listener')
    },
  })
  const api = query.createApi({
    baseQuery: async (arg: unknown) => (arg === 'bad' ? { error: { status: 500 } } : { data: { arg } }),
    tagTypes: ['T'],
    endpoints: build => ({
      get: build.query({
        query: (arg: unknown) => arg,
        providesTags: (_result, _error, arg) => [{ type: 'T', id: String(arg) }],
        transformResponse: (data: object) => data,
      }),
      put: build.mutation({
        query: (arg: unknown) => arg,
        invalidatesTags: ['T'],
        onQueryStarted: async (_arg, { queryFulfilled }) =>
          void (await queryFulfilled.catch(() => undefined)),
      }),
    }),
  })
  const combined = rtk.combineSlices(slice, api).withLazyLoadedSlices<object>()
  const store = rtk.configureStore({
    reducer: combined,
    middleware: get =>
      get({ serializableCheck: { warnAfter: 1e9 }, immutableCheck: { warnAfter: 1e9 } })
        .prepend(listeners.middleware)
        .concat(api.middleware),
    enhancers: get => get({ autoBatch: { type: 'tick' } }),
  })
  const quiet = console.error
  console.error = () => undefined
  for (const id of [0, 1, 2, 3, 9]) {
    await store
      .dispatch(load(id))
      .unwrap()
      .then(
        () => seen++,
        () => seen++,
      )
    store.dispatch(slice.actions.add({ id, title: 'dcbae'[id] ?? 'q' }))
  }
  for (const id of [1, 2, 77]) store.dispatch(slice.actions.edit(id))
  store.dispatch(slice.actions.prepared(' text '))
  for (const arg of ['a', 'b', 'bad', 'a']) {
    const promise = store.dispatch(api.endpoints.get.initiate(arg, { forceRefetch: seen % 2 === 0 }))
    await promise
    seen += Object.keys(api.endpoints.get.select(arg)(store.getState() as never)).length
    promise.unsubscribe()
    await store.dispatch(api.endpoints.put.initiate(arg))
  }
  store.dispatch(
    api.util.updateQueryData('get', 'a', draft => void Object.assign(draft as object, { patched: 1 })),
  )
  await store.dispatch(api.util.upsertQueryData('get', 'c', { arg: 'c' }))
  store.dispatch(api.util.invalidateTags(['T']))
  store.dispatch(api.util.resetApiState())
  const selectors = adapter.getSelectors()
  const { sorted } = (store.getState() as { books: { sorted: never } }).books
  seen +=
    selectors.selectAll(sorted).length +
    selectors.selectTotal(sorted) +
    Number(selectors.selectById(sorted, 1 as never)?.title.length ?? 0)
  seen += tryAll(
    rtk as Record<string, unknown>,
    [
      () => [],
      () => ['name'],
      () => ['name', (x: unknown) => ({ payload: x })],
      () => [{ type: 'x/pending', meta: {} }],
      () => [load, load],
      () => [{ a: 1, b: { c: new Date(0) } }, 'path'],
      () => [{}, (builder: unknown) => builder],
    ],
    /^(?:[A-Z]|configureStore|createSlice|createStore|nanoid|legacy|setupListeners|createListenerMiddleware)/,
  )
  seen += tryAll(
    query as Record<string, unknown>,
    [() => [], () => [{ a: 1 }, { a: 1 }], () => [{ queryArgs: { b: 1, a: 2 }, endpointName: 'x' }]],
    /^(?:setupListeners|createApi|retry|fetchBaseQuery|buildCreateApi)/,
  )
  console.error = quiet
  listeners.clearListeners()
  return seen
}
