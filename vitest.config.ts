import { defineConfig } from 'vitest/config'

/** Windows under Wine: scripts/windows/run.mjs prepares it. */
const windows = {
  extends: true as const,
  test: {
    name: 'windows',
    include: ['test/windows/**/*.test.ts'],
    globalSetup: ['test/windows/windows-setup.ts'],
    // Wine takes a second to start a process, and several on a machine with other work.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
}

export default defineConfig({
  test: {
    // They wait for processes half of the time, on two cores.
    maxWorkers: 3,
    retry: Number(process.env.COVTREE_TEST_RETRY ?? 0),
    // Real Vitest runs and real processes: their own speed decides, a limit only ends what hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/{unit,core,report}/**/*.test.ts'] } },
      { extends: true, test: { name: 'bootstrap', include: ['test/bootstrap/**/*.test.ts'] } },
      { extends: true, test: { name: 'cli', include: ['test/{cli,api}/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'jest',
          include: ['test/jest/**/*.test.ts'],
          globalSetup: ['test/jest/toolchain-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/toolchain-setup.ts'],
        },
      },
      ...(process.env.COVTREE_TEST_WINDOWS ? [windows] : []),
    ],
  },
})
