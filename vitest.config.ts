import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/engine-setup.ts'],
    setupFiles: ['test/support/setup.ts'],
    pool: 'forks',
    // Files share a worker's modules: reading them anew for each file took a tenth of the run.
    isolate: false,
    // Tests mostly wait for a server, so three share even a small machine well.
    maxWorkers: Math.max(3, availableParallelism()),
    // A busy machine may take long for what a quiet one does at once.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    restoreMocks: true,
  },
});
