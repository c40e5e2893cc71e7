/** What wrapped spawning hands on. */
export interface Handover {
  /** Absolute path of the bootstrap. */
  bootstrap: string
  /** The COVTREE_* variables, without parent and context. */
  variables: Record<string, string>
  /** `id` of the process that starts the child; empty in a test worker and in the parent. */
  parent: string
  /** Label of what starts the child, asked at each start. */
  readContext(): string
}
