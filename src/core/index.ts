export { combine, type OnProgress } from './combine.ts'
export type { Counting } from './counter.ts'
export type {
  BranchMapping,
  CoverageMapData,
  FileCoverageData,
  FunctionMapping,
  Location,
  Position,
} from './coverage-map.ts'
export type { OnProcessLines, ProcessLines } from './process-lines.ts'
export type { ProcessRecord, ProcessState } from './process-record.ts'
export type { Warning } from './warning.ts'
