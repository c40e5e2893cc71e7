import { append } from '../group-by.ts'
import { countWhile } from '../lower-bound.ts'
import type { GeneratedBranch, Syntax, SyntaxIndex } from './syntax.ts'

/** The test of an `if` or of a conditional expression, and the one around it. */
interface Test {
  node: GeneratedBranch
  start: number
  end: number
  around: Test | undefined
}

type Parts = Pick<Syntax, 'functions' | 'branches'>

/** Makes the index of a text. */
export function indexSyntax(parts: Parts): SyntaxIndex {
  return new SortedParts(parts)
}

class SortedParts implements SyntaxIndex {
  readonly functionsByStart: readonly number[]
  readonly #branches = new Map<number, GeneratedBranch[]>()
  readonly #tests: readonly Test[]

  constructor({ functions, branches }: Parts) {
    this.functionsByStart = [...functions.keys()].sort(
      (a, b) => functions[a]!.start - functions[b]!.start || a - b,
    )
    for (const branch of branches) append(this.#branches, branch.start, branch)
    this.#tests = nestTests(branches)
  }

  branchesAt(start: number): readonly GeneratedBranch[] {
    return this.#branches.get(start) ?? []
  }

  testsAround(offset: number): GeneratedBranch[] {
    const found: GeneratedBranch[] = []
    let test = this.#tests[countWhile(this.#tests.length, i => this.#tests[i]!.start <= offset) - 1]
    for (; test; test = test.around) if (offset < test.end) found.push(test.node)
    return found
  }
}

/** Tests nest: each begins in the one around it, or behind it. */
function nestTests(branches: readonly GeneratedBranch[]): Test[] {
  const tests: Test[] = branches
    .filter(({ type }) => type === 'if' || type === 'cond-expr')
    .map(node => ({ node, start: node.start, end: node.arms[0]!.start, around: undefined }))
    .sort((a, b) => a.start - b.start || b.end - a.end)
  let last: Test | undefined
  for (const test of tests) {
    let around = last
    while (around && around.end <= test.start) around = around.around
    test.around = around
    last = test
  }
  return tests
}
