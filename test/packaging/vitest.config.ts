import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountsReporter } from '../support/counts-reporter.js';
import { forgetTelemetryVariables } from '../support/forget-telemetry-variables.js';
import { RETRIES } from '../support/retries.js';

forgetTelemetryVariables();

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/packaging/**/*.spec.ts'],
    globalSetup: ['test/packaging/pack.ts'],
    reporters: ['default', new CountsReporter()],
    pool: 'forks',
    // Each file keeps the processor busy by itself.
    fileParallelism: false,
    testTimeout: 60_000,
    // Installing from a registry takes as long as the network does.
    hookTimeout: 300_000,
    retry: RETRIES,
  },
});
