// Finds the config object in the text of a config file, and inserts text into it. The rest of the file keeps every character.
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type AnyNode, type Expression, type ObjectExpression, type Program, parse } from 'acorn'
import { moduleOptions } from '../../core/syntax/program.ts'
import { stripTypes } from '../../core/texts/strip-types.ts'
import { findPackage } from '../project/packages.ts'

/** A config file's text and syntax tree. The offsets of the tree are those of the text. */
export interface ConfigSyntax {
  text: string
  program: Program
}

/** Parses a config; undefined where no parser at hand can read it. */
export function parseConfig(text: string, root: string): ConfigSyntax | undefined {
  for (const read of [
    () => parse(text, moduleOptions),
    // Blanks take the place of types, so offsets stay.
    () => parse(stripTypes(text), moduleOptions),
    () => parseByMagicast(text, root),
  ]) {
    try {
      return { text, program: read() }
    } catch {
      // The next parser may read it.
    }
  }
  return undefined
}

/** Vitest's coverage providers install magicast, which reads TypeScript. Its tree is Babel's. */
function parseByMagicast(text: string, root: string): Program {
  const providers = ['@vitest/coverage-v8', '@vitest/coverage-istanbul']
  const owner = providers.map(name => findPackage(root, name)).find(folder => folder !== undefined) ?? root
  // pnpm links packages: what a package depends on lies beside its real folder.
  const { parseModule } = createRequire(join(realpathSync(owner), 'package.json'))('magicast') as {
    parseModule(code: string): { $ast: Program }
  }
  return parseModule(text).$ast
}

/** Finds the config object: the default export or `module.exports`, through calls such as `defineConfig`, functions and variables. */
export function findConfigObject({ program }: ConfigSyntax): ObjectExpression | undefined {
  for (const node of program.body as AnyNode[]) {
    if (node.type === 'ExportDefaultDeclaration') return resolveObject(node.declaration, program)
    const assignment = node.type === 'ExpressionStatement' ? node.expression : undefined
    if (assignment?.type !== 'AssignmentExpression' || assignment.left.type !== 'MemberExpression') continue
    const { object, property } = assignment.left
    const isExports =
      object.type === 'Identifier' &&
      object.name === 'module' &&
      'name' in property &&
      property.name === 'exports'
    if (isExports) return resolveObject(assignment.right, program)
  }
  return undefined
}

/** Follows an expression to the object that it gives. */
function resolveObject(node: AnyNode, program: Program): ObjectExpression | undefined {
  switch (node.type as string) {
    case 'ObjectExpression':
      return node as ObjectExpression
    case 'CallExpression': {
      // The last argument of `mergeConfig(base, own)` wins.
      const last = (node as AnyNode & { arguments: AnyNode[] }).arguments.at(-1)
      return last && resolveObject(last, program)
    }
    case 'Identifier':
      return resolveVariable((node as AnyNode & { name: string }).name, program)
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return resolveFunction(node as AnyNode & { body: AnyNode }, program)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'AwaitExpression':
    case 'ParenthesizedExpression':
      return resolveObject(
        (node as unknown as { expression?: AnyNode; argument?: AnyNode }).expression ??
          (node as unknown as { argument: AnyNode }).argument,
        program,
      )
    default:
      return undefined
  }
}

function resolveVariable(name: string, program: Program): ObjectExpression | undefined {
  for (const statement of program.body) {
    if (statement.type !== 'VariableDeclaration') continue
    for (const { id, init } of statement.declarations)
      if (id.type === 'Identifier' && id.name === name && init) return resolveObject(init, program)
  }
  return undefined
}

/** A function with one return statement, at its end, gives one object. */
function resolveFunction({ body }: { body: AnyNode }, program: Program): ObjectExpression | undefined {
  if (body.type !== 'BlockStatement') return resolveObject(body, program)
  const last = body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument ? resolveObject(last.argument, program) : undefined
}

/** The value of a property; undefined where the object does not have it. */
export function findProperty(object: ObjectExpression, key: string): Expression | undefined {
  for (const property of object.properties as AnyNode[]) {
    // Babel's tree says ObjectProperty.
    if ((property.type as string) !== 'Property' && (property.type as string) !== 'ObjectProperty') continue
    const { key: name, value } = property as unknown as { key: AnyNode; value: Expression }
    if (('name' in name && name.name === key) || ('value' in name && name.value === key)) return value
  }
  return undefined
}
