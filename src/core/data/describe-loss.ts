import { type EndedLine, otherRuntimes, userChangers } from '../../contract/start-log.ts'
import { isAboutDescriptors } from '../../system/shortage.ts'

/** Why a process is not, or not wholly, counted, and what its user can do so that the next run counts it. */
export interface Loss {
  reason: string
  /** One sentence. */
  advice: string
  /** The setting that the advice is about, ready to paste under `coverage.subprocess`. */
  setting?: string
}

/** Facts about a lost process. */
export interface LossFacts {
  /** Its end, as its starter saw it. */
  end?: Pick<EndedLine, 'code' | 'signal' | 'limit'> | undefined
  /** The sender of the deadly signal, if it belongs to the run: `the test`, or a measured process. */
  killer?: string | undefined
  /** Set for a process that left no record and no data. */
  untraced?: UntracedFacts | undefined
  /** Why it could not write its last data, an error code of Node. */
  fault?: string | undefined
  /** Set for a process that wrote data before: why its last data file was written. */
  counted?: string | undefined
}

/** A starter's facts about a process that left no record and no data. */
export interface UntracedFacts {
  /** As in a line of a start log (`StartedLine`), like `replacedBy` and `uid`. */
  isForbidden: boolean
  uid: number | undefined
  replacedBy?: string | undefined
  /** It builds a snapshot of V8's heap: Node loads no preload then. */
  isSnapshot: boolean
  /** It ended while Node may still have been starting. */
  endedEarly: boolean
  /** The version of its Node, if that is one in which covtree does not run. */
  oldNode?: string | undefined
}

/** The sender of a signal in reasons, where no start log tells which process of the run it was. */
export const byTest = 'the test'

/** Signals that a process gets because it crashes. */
const crashes: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP', 'SIGABRT', 'SIGSYS']

/** Node's exit code after an error in a handler of uncaught errors. No JavaScript runs any more. */
const fatalHandlerCode = 7

type Advice = Omit<Loss, 'reason'>

const checkpoints = { setting: 'checkpoint: 1000' }
const advices = {
  early: {
    advice: 'Let the test wait for output of the process before it ends it; nothing of its program ran.',
  },
  killed: {
    advice: 'Give it more time to answer before covtree delivers the signal.',
    setting: 'askTimeout: 500',
  },
  outside: {
    advice: 'Let it save checkpoints while it runs, or end it by a signal that a test sends.',
    ...checkpoints,
  },
  thread: {
    advice: 'Give it more time to answer before it is stopped, or more memory by `resourceLimits`.',
    setting: 'askTimeout: 500',
  },
  crash: { advice: 'Let it save checkpoints while it runs.', ...checkpoints },
  timeout: { advice: "Raise spawnSync's `timeout`, or let the process save checkpoints.", ...checkpoints },
  maxBuffer: {
    advice: "Raise spawnSync's `maxBuffer`, or let the process save checkpoints.",
    ...checkpoints,
  },
  oftener: { advice: 'Let it save checkpoints more often.', setting: 'checkpoint: 200' },
  folder: { advice: 'Set TMPDIR to a folder that has room and that the process may write to.' },
  descriptors: {
    advice: 'Let it close files before it ends, raise `ulimit -n`, or let it save checkpoints.',
    ...checkpoints,
  },
  user: { advice: 'Let the test run as root, or as the same user as the process.' },
  changedUser: {
    advice:
      'Let the test start it with the option `uid` of `spawn`: covtree then makes a data folder for that user.',
  },
  permission: { advice: 'Start it without `--permission`: Node allows no counting under it.' },
  old: { advice: 'Start it with Node 20.19 or newer.' },
  options: { advice: "Pass the test's NODE_OPTIONS on to it: they load covtree." },
  replaced: { advice: 'Hand the old value on: `NODE_OPTIONS="$NODE_OPTIONS --no-warnings"`.' },
  otherRuntime: { advice: 'Run it in Node, or leave it out of the count: `commands: { exclude }`.' },
  snapshot: { advice: 'Leave it out of the count: `commands: { exclude }`.' },
  unseen: { advice: 'Let the process that starts it wait for its end: the report then says how it ended.' },
  handler: {
    advice: 'Keep its `uncaughtException` listeners from throwing an error, or let it save checkpoints.',
    ...checkpoints,
  },
  exited: {
    advice: 'Look for an error in an exit listener, a full disk, or a native addon that ends the process.',
  },
  damaged: { advice: 'Look for a full disk, a file-size limit, or a program that removes temporary files.' },
} satisfies Record<string, Advice>

/** Losses that no start log can explain further. */
export const losses = {
  damaged: { reason: 'its data could not be read', ...advices.damaged },
  partlyDamaged: { reason: 'some of its data could not be read', ...advices.damaged },
  silent: {
    reason: 'has written no data yet',
    advice: 'Stop it before the tests end, or let it save checkpoints.',
    ...checkpoints,
  },
  stoppedThread: { reason: 'was stopped or ran out of memory before it could write data', ...advices.thread },
  noInspector: {
    reason: 'Node gave it no inspector to count with',
    advice: 'Start it without the option that switches off the inspector, such as `--permission`.',
  },
} satisfies Record<string, Loss>

/** Describes for the user why a process is lost. */
export function describeLoss(facts: LossFacts): Loss {
  const { end, killer, untraced, counted, fault } = facts
  if (untraced) return describeUntraced(untraced, facts)
  if (fault !== undefined) return describeFault(fault, counted)
  const loss = describeEnded(end, killer)
  if (counted === undefined) return loss
  const reason =
    end?.signal === undefined
      ? `ended after its last data (${counted})`
      : `${nameDeath(end, killer)}; counted up to its last data (${counted})`
  return { ...(counted === 'checkpoint' ? advices.oftener : loss), reason }
}

function describeUntraced(untraced: UntracedFacts, { end, killer, fault }: LossFacts): Loss {
  const { isForbidden, replacedBy, isSnapshot, uid, endedEarly, oldNode } = untraced
  if (isForbidden)
    return {
      reason: "started without covtree: `--permission` does not let it use covtree's files",
      ...advices.permission,
    }
  if (replacedBy !== undefined && !isSnapshot) return describeReplaced(replacedBy)
  if (fault !== undefined) return describeFault(fault)
  if (end?.signal !== undefined && endedEarly)
    return { reason: `${nameDeath(end, killer)}, before its program began`, ...advices.early }
  if (uid !== undefined)
    return { reason: 'could not write its data: permission denied in the data folder', ...advices.user }
  if (oldNode !== undefined) return { reason: `covtree was not loaded (Node ${oldNode})`, ...advices.old }
  if (isSnapshot)
    return {
      reason: 'covtree was not loaded: Node loads no preload to build a snapshot',
      ...advices.snapshot,
    }
  if (end === undefined)
    return { reason: 'left no trace, and no process of the run saw its end', ...advices.unseen }
  let how = `it exited with code ${end.code ?? 0}`
  let other = end.code ? ', or Node could not start' : ''
  if (end.signal !== undefined) {
    how = nameDeath(end, killer)
    other = ', or Node was still starting'
  }
  return {
    reason: `covtree was not loaded: NODE_OPTIONS was refused, or changed on the way${other} (${how})`,
    ...advices.options,
  }
}

/** @param by a program or script file, as the command names it */
function describeReplaced(by: string): Loss {
  if (otherRuntimes.includes(by))
    return { reason: `${by} runs its program, and covtree counts in Node alone`, ...advices.otherRuntime }
  if (!userChangers.includes(by))
    return { reason: `${by} replaces NODE_OPTIONS, so covtree was not loaded below it`, ...advices.replaced }
  return {
    reason: `${by} starts Node as another user, which could not write its data or did not load covtree`,
    ...advices.changedUser,
  }
}

function describeFault(fault: string, counted?: string): Loss {
  const what = counted === undefined ? 'its data' : `its last data; counted up to the one before (${counted})`
  if (isAboutDescriptors(fault))
    return { reason: `could not write ${what}: too many open files`, ...advices.descriptors }
  return { reason: `could not write ${what}: ${nameFault(fault)} in the data folder`, ...advices.folder }
}

function describeEnded(end: LossFacts['end'], killer: string | undefined): Loss {
  if (end?.signal === undefined) {
    if (end?.code === undefined) return { reason: 'ended without writing data', ...advices.outside }
    const advice = end.code === fatalHandlerCode ? advices.handler : advices.exited
    return { reason: `exited with code ${end.code} without writing data`, ...advice }
  }
  const reason = nameDeath(end, killer)
  if (end.limit === 'timeout' || end.limit === 'maxBuffer') return { reason, ...advices[end.limit] }
  if (killer !== undefined) return { reason: `${reason} before it could write data`, ...advices.killed }
  return { reason, ...(crashes.includes(end.signal) ? advices.crash : advices.outside) }
}

function nameDeath(
  { signal, limit }: Pick<EndedLine, 'signal' | 'limit'>,
  killer: string | undefined,
): string {
  if (limit === 'timeout' || limit === 'maxBuffer') return `killed by spawnSync's ${limit} (${signal})`
  if (killer !== undefined) return `killed by ${signal} by ${killer}`
  if (!crashes.includes(signal!)) return `killed by ${signal}, not sent by a test`
  return signal === 'SIGABRT'
    ? 'crashed (SIGABRT: out of memory, or `abort()` in native code)'
    : `crashed (${signal})`
}

function nameFault(code: string): string {
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EFBIG') return 'file-size limit'
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'no space left'
  return code === 'EROFS' ? 'read-only file system' : code
}
