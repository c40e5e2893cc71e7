/** The settings that a child gets through its environment. */
export interface ChildSettings {
  /** Absolute path of the bootstrap. */
  bootstrap: string
  /** The COVTREE_* variables, without parent and context. */
  variables: Record<string, string>
  /** `id` of the process that starts the child; empty in a test worker and in a runner's main process. */
  parent: string
  /** Label of what starts the child, read at each start. */
  readContext(): string
  /** Set for a runner's own worker: the runner covers it, so it is neither counted nor listed. */
  isWorker?: boolean
  /** Set for a child of another user: the values of its starter, which the child must not inherit. */
  insteadOf?: { bootstrap: string; dataFile: string }
}
