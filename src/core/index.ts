export { combine, type OnProgress } from './combining/combine.ts'
export type { OnProcessLines, ProcessLines } from './counting/process-lines.ts'
export type {
  BranchMapping,
  CoverageMapData,
  FileCoverageData,
  FunctionMapping,
  Location,
  Position,
} from './coverage-map.ts'
export type { ProcessRecord, ProcessState } from './data/process-record.ts'
export type { Counting } from './syntax/counter.ts'
