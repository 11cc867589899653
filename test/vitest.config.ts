import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountsReporter } from './support/counts-reporter.js';
import { forgetTelemetryVariables } from './support/forget-telemetry-variables.js';

forgetTelemetryVariables();

const root = fileURLToPath(new URL('..', import.meta.url));
const specs = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.spec.ts'))
  .map((file) => `test/${file}`);
/** Found by the call itself, so that nobody has to think of a list. */
const withServers = specs.filter((file) =>
  /\bdescribeWith\(/.test(readFileSync(`${root}/${file}`, 'utf8')),
);

export default defineConfig({
  root,
  resolve: {
    // One copy of the library, whether a test imports it by path or an application by name.
    alias: {
      'nestjs-tracing': source('index.ts'),
      // Vite resolves it as a bundler does.
      '#packages': source('packages/installed-packages.ts'),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'servers',
          // They share queues, keys and tables: one at a time.
          include: withServers,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/**/*.spec.ts'],
          exclude: withServers,
          // No more, so that deadlines stay honest on a small machine.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    exclude: [
      'test/packaging/**',
      'test/bench/{dist,node_modules}/**',
      // It runs a program of others, which says where it is.
      ...(process.env.W3C_SUITE === undefined ? ['test/inbound/w3c/validation-suite.spec.ts'] : []),
    ],
    reporters: ['default', new CountsReporter()],
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});

function source(file: string): string {
  return fileURLToPath(new URL(`../lib/${file}`, import.meta.url));
}
