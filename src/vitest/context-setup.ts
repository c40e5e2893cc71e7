import { aroundAll, TestRunner } from 'vitest'
import {
  contextSymbol,
  type GetVitestHooks,
  type NameVitestContext,
  type VitestState,
  type VitestTask,
} from '../contract/context.ts'

// A setup file for pools whose test files run in a vm context, with a Vitest of their own in it, and for runners of a project's own: tells
// what names the tests (bootstrap/vitest/) of each test file. Elsewhere it is not needed.

const { [contextSymbol]: names } = process as { [contextSymbol]?: NameVitestContext }
names?.beginFile((globalThis as { __vitest_worker__?: VitestState }).__vitest_worker__)

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of wanted fixtures from the function's text.
aroundAll(async (runSuite, {}, suite) => {
  const file = suite as unknown as VitestTask
  const around = names?.nameTests(file, TestRunner.getSuiteHooks as unknown as GetVitestHooks)
  if (around) await around(runSuite, file)
  else await runSuite()
})
