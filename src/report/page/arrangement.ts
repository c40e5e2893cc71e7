/** The ways to group processes: by the test that started them, or by their parent process alone. */
export const arrangements = ['tests', 'parents'] as const

/** One of {@link arrangements}. */
export type Arrangement = (typeof arrangements)[number]

/** Orders of the list: by start, or with the longest, the most lines, or the most lines that nothing else ran first. */
export const sortings = ['start', 'time', 'lines', 'own'] as const

/** One of {@link sortings}. */
export type Sorting = (typeof sortings)[number]
