import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePrograms, forgetPrograms } from '../support/compiled-program.js';
import { applications } from './applications/index.js';
import { observe } from './support/observe.js';
import type { Observed } from './support/observe.js';
import { platforms, variants } from './support/variants.js';
import type { Platform } from './support/variants.js';

const traced = Object.entries(variants);
let program: string;
let comparisons = 0;

beforeAll(async () => {
  program = join(await compilePrograms(new URL('.', import.meta.url)), 'support/serve.js');
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
      for (const [variant] of traced) {
        comparisons += 1;
        expect(answerOf(seen.get(variant), name, shows), variant).toBe(expected);
      }
    });
  });

  it.each(traced)('and logs the same with %s', (variant) => {
    expect(seen.get(variant)?.log).toEqual(untraced.log);
  });

  it.each(traced)('and makes spans, unless unsampled, with %s', (variant, options) => {
    const spans = seen.get(variant)?.spans;

    if ('sampleRatio' in options) expect(spans).toBe(0);
    else expect(spans).toBeGreaterThan(Object.keys(untraced.answers).length);
  });
});

/** Two processes at a time: the untraced one, and one for each way to trace. */
async function observeAll(platform: Platform, seen: Map<string, Observed>): Promise<Observed> {
  const waiting = [...traced];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [variant, tracing] = next;
      seen.set(variant, await observe(program, { platform, tracing }));
    }
  };
  const reference = observe(program, { platform });
  await Promise.all([reference.then(work), work()]);
  return reference;
}

function answerOf(observed: Observed | undefined, name: string, shows: string) {
  return observed?.answers[`${name}: ${shows}`];
}
