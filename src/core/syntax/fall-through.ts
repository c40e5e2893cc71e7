import { countAt, negateProbes, type Probe } from '../counting/counter.ts'
import { type AnyNode, listChildren } from './children.ts'

/**
 * Probes of how often the end of a block was reached: an empty list if it never is, `undefined` if V8 does not tell. Minifiers leave out a
 * last `return`, and V8 (Node 20–26) has no range behind the last statement of a function.
 */
export function findFallThrough({ body, start }: AnyNode): Probe[] | undefined {
  const last = (body as AnyNode[]).at(-1)
  return last ? findEnd(last) : countAt(start + 1)
}

function findEnd(node: AnyNode): Probe[] | undefined {
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return []
    case 'BlockStatement':
      return findFallThrough(node)
    case 'IfStatement': {
      const consequent = findEnd(node.consequent)
      const alternate = node.alternate ? findEnd(node.alternate) : findElse(node)
      return consequent && alternate && [...consequent, ...alternate]
    }
    case 'ExpressionStatement':
    case 'VariableDeclaration':
      return countAt(node.start)
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'SwitchStatement':
      return [...countAt(node.start), ...negateProbes(findLeaves(node))]
    default:
      return undefined
  }
}

/** The probes of the `return`s and `throw`s in a statement. Executions that leave the function there do not reach the statement's end. */
function findLeaves(node: AnyNode): Probe[] {
  if (node.type === 'ReturnStatement' || node.type === 'ThrowStatement') return countAt(node.start)
  if (/Function/.test(node.type)) return []
  const leaves: Probe[] = []
  for (const part of listChildren(node)) leaves.push(...findLeaves(part))
  return leaves
}

/** A missing `else` is passed as often as the `if` was reached, less the count of its arm. */
function findElse(node: AnyNode): Probe[] {
  return [...countAt(node.start), ...negateProbes(countAt(node.consequent.start))]
}
