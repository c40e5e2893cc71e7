export { combine, type OnProgress } from './combining/combine.ts'
export type { ProcessLines } from './counting/behaviour.ts'
export type { Counting } from './counting/counter.ts'
export type { OnProcessLines, TestLines } from './counting/process-lines.ts'
export type {
  BranchMapping,
  CoverageMapData,
  FileCoverageData,
  FunctionMapping,
  Location,
  Position,
} from './coverage-map.ts'
export type { ProcessRecord, ProcessState } from './data/process-record.ts'
