// The command `kill`, run by itself or in a shell, does not pass through our wrapping. The processes that it may kill are asked when it starts.
import { findGroup } from '../../../src/system/process-group.ts'
import { readStartRecords } from '../../../src/system/start-records.ts'
import { runSafely } from '../../node/debug-log.ts'
import { askTargets, type Sender } from './ask-first.ts'

const killers = /(?:^|[\s;&|(`'"/\\])(?:p?kill|killall|fkill|tree-kill|fuser|taskkill)(?:\.exe)?(?=\s)/i

/**
 * Asks the processes that a command line may kill: those whose pid or group it names, otherwise all. Returns their pids; undefined for another
 * command. Never throws.
 */
export function askBeforeKillCommand(sender: Sender, args: readonly string[] = []): number[] | undefined {
  return runSafely('cannot ask before a command', () => {
    const line = args.join(' ')
    if (!killers.test(line)) return undefined
    const records = readStartRecords(sender.dataFile).filter(({ pid }) => pid !== process.pid)
    const numbers = new Set((line.match(/\d+/g) ?? []).map(Number))
    const named = new Set(records.filter(({ pid }) => numbers.has(pid)))
    for (const number of numbers)
      if (number > 1) for (const record of findGroup(records, number)) named.add(record)
    const asked = named.size > 0 ? [...named] : records
    askTargets(sender, asked)
    return asked.map(({ pid }) => pid)
  })
}
