import { expect, test } from 'vitest'
import type { ReportedProcess } from '../../src/report/content/model.ts'
import { nameTypecheck } from '../../src/vitest/typecheck.ts'

test.each([
  ['globalSetup', '/p/node_modules/vitest/dist/tsconfig.tmp.tsbuildinfo', 'typecheck'],
  ['globalSetup', '/p/.cache/own.tsbuildinfo', 'globalSetup'],
  [
    'test/a.test.ts > builds',
    '/p/node_modules/vitest/dist/tsconfig.tmp.tsbuildinfo',
    'test/a.test.ts > builds',
  ],
])('a compiler started by %s with build information in %s belongs to %s', (context, file, expected) => {
  const argv = ['/usr/bin/node', '/p/node_modules/.bin/tsc', '--noEmit', '--tsBuildInfoFile', file]
  const process = { context, argv } as ReportedProcess
  nameTypecheck([process])
  expect(process.context).toBe(expected)
})
