import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePrograms, forgetPrograms } from '../support/compiled-program.js';
import { testEngine } from '../support/test-engine.js';
import { applications } from './apps/index.js';
import { observe } from './support/observe.js';
import type { Observed } from './support/observe.js';
import { platforms, variants } from './support/variants.js';
import type { Platform } from './support/variants.js';

const traced = Object.entries(variants);
const unsampled = traced.filter(([, options]) => 'sampling' in options);
const sampled = traced.filter(([, options]) => !('sampling' in options));
let program: string;
let comparisons = 0;

beforeAll(async () => {
  program = join(await compilePrograms(new URL('.', import.meta.url)), 'apps/serve.js');
});
afterAll(async () => {
  await forgetPrograms();
  process.stdout.write(`${comparisons} answers compared byte for byte\n`);
});

describe.each(platforms)('a traced application on %s answers as an untraced one', (platform) => {
  const seen = new Map<string, Observed>();
  let untraced: Observed;

  beforeAll(async () => {
    untraced = await observeAll(platform, seen);
  }, 240_000);

  describe.each(applications)('$name', ({ name, requests }) => {
    it.each(Object.keys(requests))('%s', (shows) => {
      const expected = answerOf(untraced, name, shows);

      expect(expected).toMatch(/^HTTP\/1\.1 /);
      comparisons += traced.length;
      expect(
        traced.map(([variant]) => [variant, answerOf(seen.get(variant), name, shows)]),
      ).toEqual(traced.map(([variant]) => [variant, expected]));
    });
  });

  it.each(traced)('and logs the same with %s', (variant) => {
    expect(seen.get(variant)?.log).toEqual(untraced.log);
  });

  it.each(sampled)('and makes spans with %s', (variant) => {
    expect(seen.get(variant)?.spans).toBeGreaterThan(Object.keys(untraced.answers).length);
  });

  it.each(unsampled)('and makes none with %s', (variant) => {
    expect(seen.get(variant)?.spans).toBe(0);
  });
});

/** Two processes at a time: the untraced one, and one for each way to trace. */
async function observeAll(platform: Platform, seen: Map<string, Observed>): Promise<Observed> {
  const waiting = [...traced];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [variant, tracing] = next;
      seen.set(
        variant,
        await observe(program, { platform, tracing: { engine: testEngine, ...tracing } }),
      );
    }
  };
  const reference = observe(program, { platform });
  await Promise.all([reference.then(work), work()]);
  return reference;
}

function answerOf(observed: Observed | undefined, name: string, shows: string) {
  return observed?.answers[`${name}: ${shows}`];
}
