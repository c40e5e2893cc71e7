import type { ReportedProcess } from './model.ts'

/** Advice for a process whose counts are missing or incomplete. */
export interface Advice {
  /** What to do so that the next run counts it: one sentence. */
  advice: string
  /** The setting it is about, ready to paste under `coverage.subprocess`. */
  setting?: string
}

const moreTime: Advice = {
  advice: 'Give it more time to answer before covtree delivers the signal.',
  setting: 'askTimeout: 500',
}
const snapshots: Advice = {
  advice: 'Let it save snapshots while it runs, or end it by a signal that a test sends.',
  setting: 'checkpoint: 1000',
}

/** The first entry that matches a reason holds. */
const byReason: readonly [reason: RegExp, advice: Advice][] = [
  [/^killed by \S+ before it could write/, moreTime],
  [
    /^ended after its last data \(checkpoint\)/,
    { advice: 'Let it save snapshots more often.', setting: 'checkpoint: 200' },
  ],
  [/^ended (?:without writing data|after its last data)/, snapshots],
  [
    /^some of its data could not be read/,
    { advice: 'Look for a full disk, a file-size limit, or a program that removes temporary files.' },
  ],
  [
    /^has written no data yet/,
    { advice: 'Stop it before the tests end, or let it save snapshots.', setting: 'checkpoint: 1000' },
  ],
  [
    /^Node gave it no inspector/,
    { advice: 'Start it without the option that switches off the inspector, such as `--permission`.' },
  ],
  [/^Node's test runner ran/, { advice: 'Import that module in a test file: its process is counted.' }],
]

/** Finds the advice for a reason; undefined where nothing is known to help. */
export function adviseOn({ reason }: Pick<ReportedProcess, 'reason'>): Advice | undefined {
  if (reason === undefined) return undefined
  return byReason.find(([pattern]) => pattern.test(reason))?.[1]
}
