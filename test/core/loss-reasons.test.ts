// Which reason a lost process gets: by what its starter logged, what it wrote itself, and which process saw its end. Each reason holds only
// facts that these three tell.
import { expect, test } from 'vitest'
import type { KillNote } from '../../src/contract/data-file.ts'
import type { EndedLine, KilledLine, StartedLine } from '../../src/contract/start-log.ts'
import type { DataFolder } from '../../src/core/data/list-data-folder.ts'
import type { ProcessRecord } from '../../src/core/data/process-record.ts'
import { ProcessRecords } from '../../src/core/data/process-records.ts'
import { processInfo } from './process-info.ts'

/** The lost process. No process has this pid. */
const pid = 2 ** 30
const id = `${pid}-0-a`
const starter = '5-0-a'
const worker = '1-0-b'

interface Row {
  /** What the starter logged: nothing if undefined. */
  logged?: Partial<StartedLine>
  wrote: 'nothing' | 'fault' | 'record' | 'data' | 'damaged data' | 'record and fault' | 'data and fault'
  /** The end that the starter saw. */
  saw?: Omit<EndedLine, 'end'>
  /** Signals that processes of the run sent, with their senders. */
  sent?: [sender: string, line: Omit<KilledLine, 'kill'> & { kill?: number }][]
  note?: Partial<KillNote>
  reason: string
}

const killed = { time: 9000, signal: 'SIGKILL' }
const early = { time: 1200, signal: 'SIGKILL' }
const unloaded = 'covtree was not loaded: NODE_OPTIONS was refused, or changed on the way'
const full = 'could not write its data: no space left in the data folder'
const group = 'by a signal that the run sent to a process group, or from elsewhere'

const rows: Row[] = [
  // No process saw its end.
  { logged: {}, wrote: 'nothing', reason: 'left no trace, and no process of the run saw its end' },
  { logged: {}, wrote: 'fault', reason: full },
  { logged: { fault: 'ENOSPC' }, wrote: 'nothing', reason: full },
  {
    logged: { fault: 'EMFILE' },
    wrote: 'nothing',
    reason: 'left no trace, and no process of the run saw its end',
  },
  { wrote: 'fault', reason: full },
  { logged: {}, wrote: 'record', reason: 'ended without writing data' },
  { wrote: 'record', reason: 'ended without writing data' },
  { wrote: 'record and fault', reason: full },
  { wrote: 'data', reason: 'ended after its last data (checkpoint)' },
  {
    wrote: 'data and fault',
    reason:
      'could not write its last data; counted up to the one before (checkpoint): no space left in the data folder',
  },
  { logged: {}, wrote: 'damaged data', reason: 'its data could not be read' },
  // Its starter saw it exit.
  {
    logged: {},
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: `${unloaded} (it exited with code 0)`,
  },
  {
    logged: {},
    wrote: 'nothing',
    saw: { time: 1200, code: 9 },
    reason: `${unloaded}, or Node could not start (it exited with code 9)`,
  },
  { logged: {}, wrote: 'fault', saw: { time: 1200, code: 0 }, reason: full },
  {
    logged: { file: 'sh', args: ['build.sh'], replacedBy: 'build.sh' },
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: 'build.sh replaces NODE_OPTIONS, so covtree was not loaded below it',
  },
  {
    logged: { file: 'runuser', args: ['node', 'a.js'], replacedBy: 'runuser' },
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: 'runuser starts Node as another user, which could not write its data or did not load covtree',
  },
  {
    logged: { file: 'bun', args: ['a.ts'], replacedBy: 'bun' },
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: 'bun runs its program, and covtree counts in Node alone',
  },
  {
    logged: { args: ['--build-snapshot-config', 'a.json'] },
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: 'covtree was not loaded: Node loads no preload to build a snapshot',
  },
  {
    logged: {
      file: 'sh',
      args: ['-c', 'node --build-snapshot a.js'],
      replacedBy: '--build-snapshot',
    },
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: 'covtree was not loaded: Node loads no preload to build a snapshot',
  },
  {
    logged: { uid: 1 },
    wrote: 'nothing',
    saw: { time: 1200, code: 0 },
    reason: 'could not write its data: permission denied in the data folder',
  },
  {
    logged: {},
    wrote: 'record',
    saw: { time: 1200, code: 3 },
    reason: 'exited with code 3 without writing data',
  },
  // Its starter saw it killed.
  {
    logged: {},
    wrote: 'nothing',
    saw: early,
    reason: 'killed by SIGKILL, not sent by a test, before its program began',
  },
  {
    logged: {},
    wrote: 'nothing',
    saw: killed,
    reason: `${unloaded}, or Node was still starting (killed by SIGKILL, not sent by a test)`,
  },
  { logged: {}, wrote: 'record', saw: killed, reason: 'killed by SIGKILL, not sent by a test' },
  {
    logged: {},
    wrote: 'data',
    saw: killed,
    reason: 'killed by SIGKILL, not sent by a test; counted up to its last data (checkpoint)',
  },
  // A process of the run sent the signal.
  {
    logged: {},
    wrote: 'nothing',
    saw: early,
    sent: [[worker, early]],
    reason: 'killed by SIGKILL by the test, before its program began',
  },
  {
    logged: {},
    wrote: 'nothing',
    sent: [[worker, early]],
    reason: 'killed by SIGKILL by the test, before its program began',
  },
  {
    logged: {},
    wrote: 'record',
    saw: killed,
    sent: [[starter, killed]],
    reason: 'killed by SIGKILL by the process that started it before it could write data',
  },
  // It was dead before.
  {
    logged: {},
    wrote: 'record',
    saw: killed,
    sent: [[worker, { ...killed, time: 9001 }]],
    reason: 'killed by SIGKILL, not sent by a test',
  },
  {
    logged: {},
    wrote: 'record',
    saw: killed,
    sent: [[worker, { time: 9001 }]],
    reason: 'killed by SIGKILL, not sent by a test',
  },
  // Its group is not known to anybody.
  {
    logged: {},
    wrote: 'nothing',
    saw: early,
    sent: [[worker, { ...early, kill: -7 }]],
    reason: `killed by SIGKILL ${group}, before its program began`,
  },
  {
    logged: {},
    wrote: 'record',
    saw: killed,
    sent: [[worker, { ...killed, kill: 0 }]],
    reason: `killed by SIGKILL ${group} before it could write data`,
  },
  // The sender left a kill note.
  {
    wrote: 'record',
    note: { sender: worker },
    reason: 'killed by SIGKILL by the test before it could write data',
  },
  {
    wrote: 'record',
    note: { sender: starter },
    reason: 'killed by SIGKILL by the process that started it before it could write data',
  },
  {
    logged: {},
    wrote: 'data',
    note: { sender: '6-0-a' },
    saw: killed,
    reason: 'killed by SIGKILL by another measured process; counted up to its last data (checkpoint)',
  },
  {
    logged: {},
    wrote: 'record',
    note: { sender: worker, signal: 'SIGTERM' },
    saw: killed,
    reason: 'killed by SIGKILL, not sent by a test',
  },
]

const seen = ({ saw, note }: Row) =>
  [saw && `its starter saw ${saw.signal ?? saw.code}`, note && 'there is a kill note']
    .filter(Boolean)
    .join(', ')
test.each(
  rows.map(row => ({
    ...row,
    name: [
      `its start ${row.logged ? 'was logged' : 'was not logged'}`,
      `it wrote ${row.wrote}`,
      seen(row) || 'no process saw its end',
      ...(row.sent ?? []).map(
        ([, { signal = 'a command', time, kill = pid }]) => `${signal} to ${kill} at ${time}`,
      ),
    ].join('; '),
  })),
)('a lost process: $name: $reason', row => {
  expect(findRecord(row)).toMatchObject({ state: stateOf(row), reason: row.reason })
})

function stateOf({ wrote }: Row): ProcessRecord['state'] {
  return wrote.startsWith('data') ? 'counted-until' : 'lost'
}

/** The record of the process in a folder of its starter's and its own data. */
function findRecord(row: Row): ProcessRecord {
  const folder = makeFolder(row)
  const records = new ProcessRecords(folder)
  for (const known of [5, 6]) {
    const last = { reason: 'exit' as const, time: 9900, end: { time: 9900, code: 0 } }
    const info = processInfo(known)
    records.add({ info, last, coveredStatements: 0, contributed: false, isDamaged: false })
  }
  if (row.wrote === 'damaged data') records.noteDamage(`data-${id}-0.json`.replace('data-', ''))
  if (row.wrote.startsWith('data')) {
    const last = { reason: 'checkpoint' as const, time: 1100 }
    const info = processInfo(pid, { parent: starter })
    records.add({ info, last, coveredStatements: 1, contributed: true, isDamaged: false })
  }
  const found = records.complete().filter(record => record.pid === pid)
  expect(found).toHaveLength(1)
  return found[0]!
}

function makeFolder({ logged, wrote, saw, sent = [], note }: Row): DataFolder {
  const line = { start: pid, time: 1000, file: 'node', args: ['a.js'], cwd: '/', context: '', ...logged }
  const start = { starter, number: 0, line, ...(saw && { end: { end: pid, ...saw } }) }
  const hasRecord = wrote.startsWith('record')
  return {
    processes: [],
    started: hasRecord ? [processInfo(pid, { parent: starter })] : [],
    unreadable: [],
    kills: new Map(note && [[id, { signal: 'SIGKILL', time: 2000, answered: false, sender: '', ...note }]]),
    faults: new Map(wrote.endsWith('fault') ? [[id, 'ENOSPC']] : []),
    running: new Set(),
    texts: '',
    logs: {
      starts: logged ? [start] : [],
      signals: sent.map(([sender, signal]) => ({ sender, line: { kill: pid, ...signal } })),
      threadFiles: new Map(),
    },
  }
}
