import type { ProcessInfo } from '../../src/contract/process-info.ts'

/** What a process says of itself. */
export function processInfo(pid: number, more: Partial<ProcessInfo> = {}): ProcessInfo {
  return {
    id: `${pid}-0-a`,
    pid,
    ppid: 1,
    threadId: 0,
    argv: ['node'],
    execArgv: [],
    cwd: '/',
    context: '',
    node: 'v24.0.0',
    startTime: 1000,
    ...more,
  }
}
