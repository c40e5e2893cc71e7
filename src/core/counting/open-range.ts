/**
 * A loop body whose V8 range has to end where the loop ends, or the right operand of a logical expression: V8 (Node 20–26) lets
 * the range of `a && await b` reach to the end of the block, and what stands behind shows 0 where `a` was false. It begins
 * somewhere from the left operand's end on, at the operator.
 */
export interface OpenRange {
  bodyStart: number
  end: number
}
