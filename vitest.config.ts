import { defineConfig } from 'vitest/config'

/** Node, its compile cache and its packages: a standalone binary (KDEPLOY_TEST_PROGRAM) has none of them. */
const aboutNode = ['test/cli/compile-cache.test.ts', 'test/cli/node-versions.test.ts', 'test/cli/package.test.ts']

export default defineConfig({
  test: {
    projects: [
      // Times are what a loaded machine needs, not what a test takes.
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**', 'test/e2e/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          exclude: process.env['KDEPLOY_TEST_PROGRAM'] ? aboutNode : [],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/cluster/e2e-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A test mostly waits for the cluster, so that more of them fit on two cores than computing ones would.
          maxWorkers: 6,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
