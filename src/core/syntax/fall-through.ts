import { countAt, negateProbes, type Probe } from '../counting/counter.ts'
import { type AnyNode, listChildren } from './children.ts'

/** The probes of how often a place was reached. */
export type ReachAt = (offset: number) => Probe[]

/**
 * Probes of how often the end of a block was reached: an empty list if it never is, `undefined` if V8 does not tell. Minifiers leave out a
 * last `return`, and V8 (Node 20–26) has no range behind the last statement of a function.
 * @param reachAt by default V8's own count, which may be that of a whole list of statements
 */
export function findFallThrough({ body, start }: AnyNode, reachAt: ReachAt = countAt): Probe[] | undefined {
  const last = (body as AnyNode[]).at(-1)
  return last ? findEnd(last, reachAt) : reachAt(start + 1)
}

function findEnd(node: AnyNode, reachAt: ReachAt): Probe[] | undefined {
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return []
    case 'BlockStatement':
      return findFallThrough(node, reachAt)
    case 'IfStatement': {
      const consequent = findEnd(node.consequent, reachAt)
      const alternate = node.alternate ? findEnd(node.alternate, reachAt) : findElse(node, reachAt)
      return consequent && alternate && [...consequent, ...alternate]
    }
    case 'ExpressionStatement':
    case 'VariableDeclaration':
      return reachAt(node.start)
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'SwitchStatement':
      return [...reachAt(node.start), ...negateProbes(findLeaves(node, reachAt))]
    default:
      return undefined
  }
}

/** The probes of the `return`s and `throw`s in a statement. Executions that leave the function there do not reach the statement's end. */
function findLeaves(node: AnyNode, reachAt: ReachAt): Probe[] {
  if (node.type === 'ReturnStatement' || node.type === 'ThrowStatement') return reachAt(node.start)
  if (/Function/.test(node.type)) return []
  const leaves: Probe[] = []
  for (const part of listChildren(node)) leaves.push(...findLeaves(part, reachAt))
  return leaves
}

/** A missing `else` is passed as often as the `if` was reached, less the count of its arm. */
function findElse(node: AnyNode, reachAt: ReachAt): Probe[] {
  return [...reachAt(node.start), ...negateProbes(reachAt(node.consequent.start))]
}
