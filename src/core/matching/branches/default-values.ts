import { countAt, type Probe } from '../../counting/counter.ts'
import type { GeneratedBranch } from '../../syntax/syntax.ts'
import type { SourceOfText } from '../source.ts'

/**
 * The probes of how often a default value was surely used, for a host that counts it. V8 has no counter for `1` in `f(a = 1)`: the count of
 * the function would show a default as used that never was. It has counters for the parts of `a = b ? c : d` and `a = b || c`.
 */
export function countDefaultValue(nodes: readonly GeneratedBranch[], { syntax }: SourceOfText): Probe[] {
  return nodes.flatMap(({ arms: [value], fn }) => {
    const choice = syntax.branches.find(
      branch => branch.fn === fn && branch.start === value!.start && branch.end <= value!.end,
    )
    if (choice?.type === 'cond-expr') return choice.arms.flatMap(arm => countAt(arm!.start))
    return choice?.type === 'binary-expr' ? countAt(choice.arms[1]!.start) : []
  })
}
