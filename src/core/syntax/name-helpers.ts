import type { AnyNode } from './children.ts'
import { isNameHelper } from './compiler-helpers.ts'

/**
 * Takes functions out of esbuild's helper for names: with `keepNames`, which tsx sets, `() => x` becomes `__name(() => x, "f")`. The tree
 * itself stays as it is: nodes with other children are copied.
 */
export class NameUnwrapper {
  /** Names of the helpers met so far: a helper stands before its first use. */
  readonly helpers = new Set<string>()

  /** Whether a text may hold such a helper: its code sets the property `name`. */
  static mayHelp(text: string): boolean {
    return /(["'`])name\1/.test(text)
  }

  /** Returns the tree without calls of helpers, except those that are statements: they name function declarations. */
  unwrap(node: AnyNode): AnyNode {
    if (node.type === 'VariableDeclarator' && isNameHelper(node.init)) this.helpers.add(node.id.name)
    if (node.type === 'BinaryExpression') return this.#unwrapOperands(node)
    const isStatement = node.type === 'ExpressionStatement'
    let copy: AnyNode | undefined
    for (const key in node) {
      const before = node[key]
      const after = Array.isArray(before)
        ? this.#unwrapList(before)
        : isNode(before)
          ? this.unwrap(isStatement ? before : this.#peel(before))
          : before
      if (after !== before) {
        copy ??= { ...node }
        copy[key] = after
      }
    }
    return copy ?? node
  }

  /** Thousands of operands, `a + b + c …`, are nested more deeply than the stack holds. */
  #unwrapOperands(node: AnyNode): AnyNode {
    const spine = [node]
    while (spine.at(-1)!.left.type === 'BinaryExpression') spine.push(spine.at(-1)!.left)
    let left = this.unwrap(this.#peel(spine.at(-1)!.left))
    for (const operation of spine.reverse()) {
      const right = this.unwrap(this.#peel(operation.right))
      const isSame = left === operation.left && right === operation.right
      left = isSame ? operation : { ...operation, left, right }
    }
    return left
  }

  #unwrapList(list: readonly unknown[]): readonly unknown[] {
    const unwrapped = list.map(item => (isNode(item) ? this.unwrap(this.#peel(item)) : item))
    return unwrapped.some((item, i) => item !== list[i]) ? unwrapped : list
  }

  #peel(node: AnyNode): AnyNode {
    const isCall = node.type === 'CallExpression' && node.arguments.length === 2
    return isCall && this.helpers.has(node.callee.name) ? node.arguments[0] : node
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof (value as AnyNode | null)?.type === 'string'
}
