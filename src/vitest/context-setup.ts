import { aroundAll, TestRunner } from 'vitest'
import {
  contextSymbol,
  type GetVitestHooks,
  type NameVitestContext,
  type VitestState,
  type VitestTask,
} from '../contract/context.ts'

// A setup file that reports each test file to the namer of contexts (bootstrap/vitest/). Only pools that run test files in a vm context,
// with a Vitest of their own in it, and custom runners need it.

const { [contextSymbol]: names } = process as { [contextSymbol]?: NameVitestContext }
names?.beginFile((globalThis as { __vitest_worker__?: VitestState }).__vitest_worker__)

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of wanted fixtures from the function's text.
aroundAll(async (runSuite, {}, suite) => {
  const file = suite as unknown as VitestTask
  const around = names?.nameTests(file, TestRunner.getSuiteHooks as unknown as GetVitestHooks)
  if (around) await around(runSuite, file)
  else await runSuite()
})
