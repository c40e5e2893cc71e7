/** What an expression was, as far as that matters to what it stands in. */
export const shapes = {
  other: 0,
  name: 1,
  member: 2,
  /** An array or object, which may turn out to be a pattern. */
  literal: 3,
  /** `a = b` without parentheses, which may turn out to be a default of a pattern. */
  assignment: 4,
  function: 5,
  logical: 6,
  void: 7,
  string: 8,
  /** Nothing can be asked of it, and no operator stands behind it. */
  arrow: 9,
} as const
export type Shape = (typeof shapes)[keyof typeof shapes]
