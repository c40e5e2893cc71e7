import { isMainThread } from 'node:worker_threads'
import { environmentNames } from '../src/contract/environment.ts'
import { debugLog } from './debug-log.ts'
import { askBeforeProcessKill, askBeforeSignal, type Sender } from './endings/ask-first.ts'
import { finishOnExit } from './endings/exit.ts'
import { answerRequests } from './endings/requests.ts'
import { flushBeforeExecve, flushBeforeOwnSignals } from './endings/self.ts'
import { grabSignalHandleClass } from './endings/signal-handle.ts'
import { answerThreads, askThreads, listThreads, passRequestOn } from './endings/thread-requests.ts'
import { Flusher } from './flush.ts'
import { startProfiler } from './profiler.ts'
import { describeProcess, writeStartRecord } from './record.ts'
import type { Settings } from './settings.ts'
import { addToObject, addToPairs, type Handover } from './spawn/environment.ts'
import { wrapSpawning } from './spawn/processes.ts'
import { wrapThreads } from './spawn/threads.ts'

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

  const threads = new Set<number>()
  const askOwnThreads = (isLast: boolean, of?: Iterable<number>) => {
    if (threads.size === 0) return
    const known = listThreads(settings.dataFile, of ?? (isMainThread ? undefined : threads))
    askThreads(settings.dataFile, known, sender.askTimeout, isLast ? 'last' : 'inside')
  }
  wrapThreads({
    addEnvironment: env => addToObject(env, handover),
    started: id => threads.add(id),
    beforeStop: id => askOwnThreads(true, [id]),
  })

  const profiler = startProfiler(settings.branch)
  if (profiler) {
    const flusher = new Flusher(settings, info, profiler)
    finishOnExit(code => {
      askOwnThreads(true)
      flusher.finish('exit', { code })
    })
    flushBeforeOwnSignals(signal => {
      askOwnThreads(false)
      flusher.flush(signal === 'SIGABRT' ? 'abort' : 'signal', { signal })
    })
    flushBeforeExecve(
      env => addToObject(env, handover),
      () => {
        askOwnThreads(true)
        flusher.finish('execve', {})
      },
      () => flusher.revive(),
    )
    if (isMainThread) {
      process.env[environmentNames.parent] = info.id
      answerRequests(grabSignalHandleClass('SIGURG'), () => {
        if (threads.size > 0) passRequestOn(listThreads(settings.dataFile))
        flusher.answer()
      })
    } else {
      // A stopped thread ends with code 1, whatever it was doing.
      answerThreads(request => {
        if (request === 'last') flusher.finish('exit', { code: 1 })
        else if (request === 'outside') flusher.answer()
        else flusher.flush('ask')
      })
    }
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
