import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountsReporter } from './support/counts-reporter.js';
import { forgetTelemetryVariables } from './support/forget-telemetry-variables.js';

forgetTelemetryVariables();

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: {
    // One copy of the library, whether a test imports it by path or an application by name.
    alias: {
      'nestjs-tracing': source('index.ts'),
      // Vite resolves it as a bundler does.
      '#packages': source('packages/installed-packages.ts'),
    },
  },
  test: {
    include: ['test/**/*.spec.ts'],
    exclude: [
      'test/packaging/**',
      'test/bench/{dist,node_modules}/**',
      // It runs a program of others, which says where it is.
      ...(process.env.W3C_SUITE === undefined ? ['test/inbound/w3c/validation-suite.spec.ts'] : []),
    ],
    reporters: ['default', new CountsReporter()],
    pool: 'forks',
    // Files share the servers and the processor: one at a time keeps their deadlines honest.
    fileParallelism: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});

function source(file: string): string {
  return fileURLToPath(new URL(`../lib/${file}`, import.meta.url));
}
