import { isMainThread } from 'node:worker_threads'
import { debugLog } from './debug-log.ts'
import { askBeforeProcessKill, askBeforeSignal, type Sender } from './endings/ask-first.ts'
import { finishOnExit } from './endings/exit.ts'
import { answerRequests } from './endings/requests.ts'
import { flushBeforeExecve, flushBeforeOwnSignals } from './endings/self.ts'
import { grabSignalHandleClass } from './endings/signal-handle.ts'
import { Flusher } from './flush.ts'
import { startProfiler } from './profiler.ts'
import { describeProcess, writeStartRecord } from './record.ts'
import type { Settings } from './settings.ts'
import { addToObject, addToPairs, type Handover } from './spawn/environment.ts'
import { wrapSpawning } from './spawn/processes.ts'

/** Starts counting in this process or thread, and registers its ends and the starts it will make. Undefined if it cannot count. */
export function startProcess(settings: Settings): Flusher | undefined {
  const info = describeProcess(settings)
  const handover: Handover = {
    bootstrap: settings.config.bootstrap,
    variables: settings.variables,
    parent: info.id,
    readContext: () => settings.context,
  }
  const sender: Sender = { dataFile: settings.dataFile, askTimeout: settings.config.askTimeout }
  wrapSpawning({
    addEnvironment: start => addToPairs(start.envPairs!, handover),
    beforeKill: (pid, signalNumber) => askBeforeSignal(sender, pid, signalNumber),
  })
  askBeforeProcessKill(sender)

  const profiler = startProfiler(settings.branch)
  if (profiler) {
    const flusher = new Flusher(settings, info, profiler)
    finishOnExit(code => flusher.finish('exit', { code }))
    flushBeforeOwnSignals(signal => flusher.flush(signal === 'SIGABRT' ? 'abort' : 'signal', { signal }))
    flushBeforeExecve(
      env => addToObject(env, handover),
      () => flusher.finish('execve', {}),
      () => flusher.revive(),
    )
    if (isMainThread) answerRequests(grabSignalHandleClass('SIGURG'), () => flusher.answer())
    record(settings, info)
    return flusher
  }
  // Nothing will be counted here: the record that stays lists the process as lost.
  record(settings, info)
  return undefined
}

function record(...[settings, info]: Parameters<typeof writeStartRecord>): void {
  try {
    writeStartRecord(settings, info)
  } catch (error) {
    debugLog('no start record', error)
  }
}
