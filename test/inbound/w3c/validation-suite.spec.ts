import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePorts } from '../../support/free-ports.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';
import { platforms } from '../support/platforms.js';
import { ValidationController } from './validation.controller.js';

/**
 * The folder `test` of a clone of https://github.com/w3c/trace-context, whose program wants Python 3
 * and its package aiohttp:
 *
 *     W3C_SUITE=../trace-context/test npx vitest run --config test/vitest.config.ts test/inbound/w3c
 */
const suite = process.env.W3C_SUITE ?? '';

describe.each(platforms)("the W3C's validation suite of Trace Context, on %s", (_, makeAdapter) => {
  let traced: TracedApplication;

  beforeAll(async () => {
    const options = { instrumentations: { undici: true } };
    const metadata = { controllers: [ValidationController] };
    traced = await startTracedApplication(metadata, options, { adapter: makeAdapter() });
  });

  afterAll(() => traced.close());

  it.each([
    { route: 'fetch', strictLevel: '1' },
    { route: 'fetch', strictLevel: '2' },
    { route: 'service', strictLevel: '1' },
    { route: 'service', strictLevel: '2' },
  ])(
    'passes at strict level $strictLevel by way of /$route',
    async ({ route, strictLevel }) => {
      const said = await runSuite(`${traced.url}/${route}`, strictLevel);

      expect(said).toMatch(/Ran \d\d tests[^]*\nOK( \(skipped=\d+\))?\n$/);
    },
    60_000,
  );
});

/** Runs all cases, those of the second version of Trace Context too, and gives what was said. */
async function runSuite(endpoint: string, strictLevel: string): Promise<string> {
  const [port] = await findFreePorts(1);
  const levels = { STRICT_LEVEL: strictLevel, SPEC_LEVEL: '2' };
  const env = { ...process.env, ...levels, HARNESS_PORT: String(port) };
  return new Promise((resolve) => {
    execFile('python3', ['test.py', endpoint], { cwd: suite, env }, (_, __, said) => resolve(said));
  });
}
