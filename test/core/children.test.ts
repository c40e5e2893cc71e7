import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type AnyNode, findChildren, listChildren } from '../../src/core/syntax/children.ts'
import { parseModule } from '../../src/core/syntax/program.ts'
import { listScripts } from './scripts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test.for(['node_modules/picomatch', 'node_modules/zod/v4/core', 'node_modules/vitest/dist', 'fixtures'])(
  'finds all nodes in the nodes of the scripts of %s, in the order of their keys',
  folder => {
    const types = new Set<string>()
    const visit = (node: AnyNode) => {
      const children = findChildren(node)
      const found = listChildren(node)
      const isSame = found.length === children.length && found.every((child, i) => child === children[i])
      if (node.type !== 'BinaryExpression' && !isSame) expect(found, node.type).toEqual(children)
      types.add(node.type)
      for (const child of children) visit(child)
    }
    for (const path of listScripts(join(root, folder))) {
      const program = parseModule(readFileSync(path, 'utf8'))
      if (program) visit(program as AnyNode)
    }
    expect(types.size).toBeGreaterThan(20)
  },
)
