/**
 * A V8 range that ends too late (Node 20–26) and must be ended early: of a loop's body that holds a function, and of the right operand
 * in `a && await b`. V8 lets both reach to the end of the block, so that the code behind shows 0 where they did not run.
 */
export interface OpenRange {
  /** Where V8's range begins: at the loop's body, or somewhere from the end of the left operand on. */
  bodyStart: number
  /** Where it must end: at `bodyStart` or before it, if it must not be. */
  end: number
}
