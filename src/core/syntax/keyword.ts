/** The keyword that a statement begins with. */
export const keywordPattern =
  /^(?:return|break|continue|debugger|throw|try|while|do|with|for|if|switch)(?![\w$])/

const keywords: Readonly<Record<string, string>> = {
  ReturnStatement: 'return',
  BreakStatement: 'break',
  ContinueStatement: 'continue',
  DebuggerStatement: 'debugger',
  ThrowStatement: 'throw',
  TryStatement: 'try',
  WhileStatement: 'while',
  DoWhileStatement: 'do',
  WithStatement: 'with',
  ForStatement: 'for',
  ForInStatement: 'for',
  ForOfStatement: 'for',
  IfStatement: 'if',
  SwitchStatement: 'switch',
}

/** The keyword of a type of syntax nodes; empty for expressions, values and labels. */
export function keywordOf(type: string): string {
  return keywords[type] ?? ''
}

/** Whether a node is a statement that ast-v8-to-istanbul counts whatever it holds; not an expression statement. */
export function isPlainStatement(type: string): boolean {
  return type in keywords || type === 'LabeledStatement'
}

/** Whether execution never completes a statement with this keyword. */
export function isJump(keyword: string | undefined): boolean {
  return keyword === 'return' || keyword === 'throw' || keyword === 'break' || keyword === 'continue'
}
