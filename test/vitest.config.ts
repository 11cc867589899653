import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { CountsReporter } from './support/counts-reporter.js';
import { forgetTelemetryVariables } from './support/forget-telemetry-variables.js';
import { isBuilt } from './support/is-built.js';
import { RETRIES } from './support/retries.js';
import { TestOrder } from './support/test-order.js';

forgetTelemetryVariables();

const root = fileURLToPath(new URL('..', import.meta.url));
const specs = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.spec.ts'))
  .map((file) => `test/${file}`);
/** Found by the call itself, so that nobody has to think of a list. */
const withServers = specs.filter((file) =>
  /\bdescribeWith\(/.test(readFileSync(`${root}/${file}`, 'utf8')),
);

const entries = { '/testing/vitest': 'testing/vitest', '/testing': 'testing/index', '': 'index' };

const aliasesOfSources = {
  ...namedAliases((entry) => `${root}lib/${entry}.ts`),
  // Vite resolves it as a bundler does.
  '#packages': `${root}lib/packages/installed-packages.ts`,
};

const aliasesOfBuild = [
  { find: /^(?:\.\.\/)+lib\/(.+\.js)$/, replacement: `${root}dist/$1` },
  ...Object.entries(namedAliases((entry) => `${root}dist/${entry}.js`)).map(
    ([find, replacement]) => ({ find, replacement }),
  ),
];

function namedAliases(place: (entry: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([subpath, entry]) => [`nestjs-tracing${subpath}`, place(entry)]),
  );
}

export default defineConfig({
  root,
  // One copy of the library, whether a test imports it by path or an application by name.
  resolve: { alias: isBuilt ? aliasesOfBuild : aliasesOfSources },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'servers',
          include: withServers,
          setupFiles: ['test/support/servers-turn.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/**/*.spec.ts'],
          exclude: withServers,
        },
      },
    ],
    exclude: [
      'test/packaging/**',
      'test/bench/{dist,node_modules}/**',
      // It runs a program of others, which says where it is.
      ...(process.env.W3C_SUITE === undefined ? ['test/inbound/w3c/validation-suite.spec.ts'] : []),
    ],
    globalSetup: ['test/support/compile-library.ts'],
    reporters: ['default', new CountsReporter()],
    pool: 'forks',
    server: { deps: { external: [/\/(?:node_modules|dist)\//] } },
    // One more than a small machine has processors, since many wait; no more, for honest deadlines.
    maxWorkers: 3,
    sequence: { sequencer: TestOrder },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: RETRIES,
  },
});
