import { countAt, type Probe } from '../../counting/counter.ts'
import type { GeneratedBranch } from '../../syntax/syntax.ts'
import type { SourceOfText } from '../source.ts'

/**
 * The probes of a default value, for a host that counts default values. V8 has no range for `1` in `f(a = 1)`, and the count of the function
 * would show an unused default as used. V8 has ranges inside `a = b ? c : d` and `a = b || c`: these prove that the default was used.
 */
export function countDefaultValue(nodes: readonly GeneratedBranch[], { syntax }: SourceOfText): Probe[] {
  return nodes.flatMap(({ arms: [value], fn }) => {
    const choice = syntax
      .index()
      .branchesAt(value!.start)
      .find(branch => branch.fn === fn && branch.end <= value!.end)
    if (choice?.type === 'cond-expr') return choice.arms.flatMap(arm => countAt(arm!.start))
    return choice?.type === 'binary-expr' ? countAt(choice.arms[1]!.start) : []
  })
}
