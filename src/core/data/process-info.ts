import type { ProcessInfo } from '../../contract/process-info.ts'

/** Whether the content of a file is a process info that reports can rely on: a full disk or another program may have damaged it. */
export function isProcessInfo(value: unknown): value is ProcessInfo {
  if (typeof value !== 'object' || value === null) return false
  const info = value as Record<keyof ProcessInfo, unknown>
  return (
    isText(info.id) &&
    isText(info.cwd) &&
    isText(info.context) &&
    isText(info.node) &&
    Number.isInteger(info.pid) &&
    Number.isInteger(info.ppid) &&
    Number.isInteger(info.threadId) &&
    Number.isFinite(info.startTime) &&
    isTexts(info.argv) &&
    isTexts(info.execArgv) &&
    isMissingOr(isText, info.parent) &&
    isMissingOr(isText, info.task) &&
    isMissingOr(isText, info.osStartTime) &&
    isMissingOr(isText, info.place) &&
    isMissingOr(Number.isFinite, info.startCost)
  )
}

/** Whether a value of a file is text. */
export function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText)
}

/** Whether a value of a file is missing, or right. */
export function isMissingOr(isRight: (value: unknown) => boolean, value: unknown): boolean {
  return value === undefined || isRight(value)
}
